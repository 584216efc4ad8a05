"""Tickets count the offers that wait for a decision; quotes stand above tickets, so the count is made here."""

from django.db import migrations
from django.db.models import Count, OuterRef, Subquery


def count_offers(apps, schema_editor):
    """Count the offers of the tickets that have open quotes; the others have none, as the new column says."""
    offered = apps.get_model("quotes", "Quote").objects.filter(
        state__in=["announced", "approved", "started"], offered_version__isnull=False
    )
    count = offered.filter(ticket=OuterRef("pk")).order_by().values("ticket").annotate(count=Count("pk")).values("count")
    waiting = apps.get_model("tickets", "Ticket").objects.filter(pk__in=offered.values("ticket"))
    waiting.update(open_offers=Subquery(count))


class Migration(migrations.Migration):
    dependencies = [("quotes", "0006_fate_of_coins_before"), ("tickets", "0012_open_offers")]

    operations = [migrations.RunPython(count_offers, migrations.RunPython.noop)]
