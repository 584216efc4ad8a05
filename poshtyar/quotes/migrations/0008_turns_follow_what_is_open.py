"""Turns that were given before they followed what is open; quotes stand above tickets, so it is done here.

A ticket with an offer was with us because another stage had been approved or declined; one whose last work staff had
cancelled waited for the customer. Where the customer has had the last word, the ticket stays with us.
"""

from django.db import migrations
from django.db.models import Exists, OuterRef, Q
from django.db.models.functions import Now


def follow(apps, schema_editor):
    """Give the customer the turn where an offer waits and no word of theirs does; nobody, where work was cancelled."""
    tickets = apps.get_model("tickets", "Ticket").objects.filter(state="open")
    since = apps.get_model("events", "Event").objects.filter(
        ticket=OuterRef("pk"), happened_at__gte=OuterRef("last_message_at")
    )
    offered = since.filter(kind__in=["quotes.quote_announced", "quotes.quote_revised"])
    stop_asked = since.filter(kind="quotes.stop_asked")
    cancelled = since.filter(kind="quotes.quote_cancelled")

    waiting = tickets.filter(turn="agency", open_offers__gt=0).exclude(Exists(stop_asked))
    waiting.filter(Exists(offered) | ~Q(last_message_by__role="customer")).update(turn="customer")
    tickets.filter(Exists(cancelled), turn="customer", open_quotes=0).update(turn="absent", finished_at=Now())


class Migration(migrations.Migration):
    dependencies = [
        ("quotes", "0007_tickets_know_their_offers"),
        ("events", "0001_initial"),
        ("tickets", "0013_to_do_beside_an_offer"),
    ]

    operations = [migrations.RunPython(follow, migrations.RunPython.noop)]
