"""The queue shows approved work beside an offer too, so its index has what the queue asks for."""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("tickets", "0012_open_offers")]

    operations = [
        migrations.AddIndex(
            model_name="ticket",
            index=models.Index(
                condition=Q(("state", "open"), Q(turn="agency") | Q(open_offers__gt=0, open_quotes__gt=F("open_offers"))),
                fields=["-has_package", "due_at", "-package_rank", "opened_at", "id"],
                name="tickets_ticket_to_do",
            ),
        ),
        migrations.RemoveIndex(model_name="ticket", name="tickets_ticket_queue"),
    ]
