"""It may be nobody's turn in an open ticket: its work has ended, and it closes by itself after a while."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0008_draft_has_its_place")]

    operations = [
        migrations.AddField(
            "Ticket",
            "finished_at",
            models.DateTimeField(blank=True, help_text="when it became nobody's turn, the last time", null=True),
        ),
        migrations.AlterField(
            "Ticket",
            "turn",
            models.CharField(
                choices=[("agency", "With us"), ("customer", "Waiting for you"), ("absent", "Finished")],
                default="agency",
                max_length=8,
            ),
        ),
        migrations.AddIndex(
            "Ticket",
            models.Index(fields=["finished_at"], condition=models.Q(turn="absent"), name="tickets_ticket_finished"),
        ),
    ]
