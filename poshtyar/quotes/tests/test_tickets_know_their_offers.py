"""When tickets learn of their offers (migration 0007), …"""

from importlib import import_module

import pytest
from django.apps import apps

from poshtyar.quotes import operations as quotes
from poshtyar.quotes.tests import world
from poshtyar.tickets.models import Ticket

MIGRATION = import_module("poshtyar.quotes.migrations.0007_tickets_know_their_offers")

pytestmark = pytest.mark.django_db


def test_each_counts_those_that_wait_for_a_decision(purse, organization, ticket, agnes, alice, now):
    world.announce(ticket, 10, actor=agnes, now=now)
    for coins in (20, 30):
        approved = world.approve(world.announce(ticket, coins, actor=agnes, now=now), actor=alice, now=now)
    world.revise(approved, 40, actor=agnes, now=now)
    other = world.make_ticket(organization, alice, now=now)
    declined = world.announce(other, 50, actor=agnes, now=now)
    quotes.decline_quote(quote=declined, version=1, reason="", actor=alice, now=now)
    Ticket.objects.update(open_offers=0)

    for _ in range(2):
        MIGRATION.count_offers(apps, None)

    assert dict(Ticket.objects.values_list("pk", "open_offers")) == {ticket.pk: 2, other.pk: 0}
