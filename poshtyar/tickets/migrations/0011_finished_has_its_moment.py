"""Nobody's turn is the turn of an open ticket without open work, and since when it is so is known."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tickets", "0010_what_has_ended_is_finished")]

    operations = [
        migrations.AddConstraint(
            "Ticket",
            models.CheckConstraint(
                condition=~Q(turn="absent") | Q(state="open", open_quotes=0, finished_at__isnull=False),
                name="tickets_ticket_finished_has_its_moment",
            ),
        ),
    ]
