"""Tickets that waited for the customer only because their work had ended are finished, from now on.

Delivered and impossible work is known by its event, because quotes stand above; an answer by its good rating. Their
days begin with this migration, so that nobody finds closed what they never saw finished.
"""

from django.db import migrations
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Now


def finish(apps, schema_editor):
    """Give nobody the turn where the last word was that the work has ended."""
    ended = apps.get_model("events", "Event").objects.filter(
        ticket=OuterRef("pk"),
        kind__in=["quotes.quote_delivered", "quotes.work_impossible"],
        happened_at__gte=OuterRef("last_message_at"),
    )
    waiting = apps.get_model("tickets", "Ticket").objects.filter(state="open", turn="customer", open_quotes=0)
    rated = Q(rating__gte=3, rated_at__gte=F("last_message_at"))
    waiting.filter(Exists(ended) | rated).update(turn="absent", finished_at=Now())


class Migration(migrations.Migration):
    dependencies = [("tickets", "0009_finished"), ("events", "0001_initial")]

    operations = [migrations.RunPython(finish, migrations.RunPython.noop)]
