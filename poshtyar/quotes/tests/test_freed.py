"""What became of coins that work did not use is told with both numbers …"""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import translation

from poshtyar.catalog.models import Obstacle
from poshtyar.events.models import Event
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote
from poshtyar.quotes.queries import cards_of
from poshtyar.quotes.sentences import tell_decision
from poshtyar.quotes.tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def late(now):
    """A moment after the date of the coins that expire first."""
    return now + timedelta(days=2)


@pytest.fixture
def quote(organization, ticket, agnes, alice, now):
    """Approved work of 50 coins, 30 of which are good for a day only."""
    world.give_coins(organization, 30, now=now, days=1)
    world.give_coins(organization, 20, now=now, reference="order:2")
    return world.approve(world.announce(ticket, 50, fee=15, actor=agnes, now=now), actor=alice, now=now)


def freed(quote, kind, reader, now):
    """Return what the card says, and what the fact keeps."""
    [card] = cards_of(quote.ticket, reader, now)
    data = Event.objects.get(kind=f"quotes.{kind}").data
    with translation.override("en"):
        return card.freed, {name: data[name] for name in ("released", "expired", "renewed", "revoked")}


def test_when_the_customer_cancels(quote, alice, late):
    quote = quotes.cancel_quote(quote=quote, reason="", actor=alice, now=late)

    assert freed(quote, "quote_cancelled", alice, late) == (
        "20 coins released, 30 coins expired",
        {"released": 20, "expired": 30, "renewed": 0, "revoked": 0},
    )
    with translation.override("en"):
        assert tell_decision(quote, reader=alice, now=late).endswith("; 20 coins released, 30 coins expired.")


def test_when_the_agency_cancels_and_gives_them_back(quote, agnes, alice, late):
    quote = quotes.cancel_quote(quote=quote, reason="We are full", actor=agnes, now=late)

    assert freed(quote, "quote_cancelled", alice, late) == (
        "20 coins released, 30 coins expired, 30 coins given back with a later date",
        {"released": 20, "expired": 30, "renewed": 30, "revoked": 0},
    )


def test_when_work_is_delivered_for_less(quote, agnes, alice, late):
    world.start(quote, actor=agnes, now=late)

    quote = quotes.deliver_quote(quote=quote, note="Light", line_coins={1: 10}, actor=agnes, now=late)

    assert freed(quote, "quote_delivered", alice, late) == (
        "20 coins released, 20 coins expired",
        {"released": 20, "expired": 20, "renewed": 0, "revoked": 0},
    )


def test_when_work_proves_impossible(quote, agnes, alice, late):
    quote = quotes.declare_impossible(quote=quote, obstacle=Obstacle.HOST, explanation="No PHP", actor=agnes, now=late)

    assert freed(quote, "work_impossible", alice, late) == (
        "20 coins released, 15 coins expired, 15 coins given back with a later date",
        {"released": 20, "expired": 15, "renewed": 15, "revoked": 0},
    )


def test_never_with_more_coins_that_came_back_than_expired(quote):
    with pytest.raises(IntegrityError), transaction.atomic():
        Quote.objects.filter(pk=quote.pk).update(renewed_coins=1)


def test_of_work_that_was_settled_before_it_was_kept(quote, agnes, late):
    quotes.cancel_quote(quote=quote, reason="We are full", actor=agnes, now=late)
    kept = {"expired_coins": 30, "renewed_coins": 30, "revoked_coins": 0}
    Quote.objects.update(**dict.fromkeys(kept, 0))

    for _ in range(2):
        import_module("poshtyar.quotes.migrations.0006_fate_of_coins_before").read_from_the_ledger(apps, None)

    assert Quote.objects.filter(pk=quote.pk).values(*kept).get() == kept
