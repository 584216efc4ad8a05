"""A ticket knows whether an offer waits for a decision, apart from the work that was approved."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("tickets", "0011_finished_has_its_moment")]

    operations = [
        migrations.AddField(
            "Ticket",
            "open_offers",
            models.PositiveIntegerField(
                db_default=0, default=0, help_text="of those, with a version that waits for the customer's decision"
            ),
        ),
    ]
