"""revise_quote …"""

from datetime import timedelta

import pytest
from django.utils.translation import override

from poshtyar.catalog.models import Service
from poshtyar.common.errors import NotAllowed
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote, QuoteState, VersionOutcome
from poshtyar.quotes.offers import OfferLine
from poshtyar.quotes.tests import world
from poshtyar.tickets.operations import close_ticket
from tests.ready_made import put_default_catalog

pytestmark = pytest.mark.django_db


@pytest.fixture
def quote(ticket, agnes, now):
    return world.announce(ticket, 50, actor=agnes, now=now)


def test_b10_makes_a_new_version_and_keeps_the_old_one(quote, agnes, now):
    quote = world.revise(quote, 40, actor=agnes, now=now)

    assert list(quote.versions.order_by("number").values_list("number", "coins", "outcome")) == [
        (1, 50, VersionOutcome.REPLACED),
        (2, 40, VersionOutcome.OFFERED),
    ]
    assert quote.offered_version.number == 2


def test_b13_leaves_approved_work_and_its_hold_as_they_are(purse, quote, agnes, alice, now):
    world.approve(quote, actor=alice, now=now)

    quote = world.revise(quote, 80, actor=agnes, now=now)

    assert (quote.state, quote.approved_version.number) == (QuoteState.APPROVED, 1)
    assert world.coins_of(purse, now) == (250, 50)


@pytest.mark.parametrize(("first", "is_allowed"), [("approved", True), ("offered", False)])
def test_b7_keeps_the_rights_of_work_that_was_approved_before_the_package_ended(
    first, is_allowed, organization, ticket, agnes, alice, now
):
    put_default_catalog()
    lines = (OfferLine("Theme", 180, service=Service.objects.get(code="THM")),)
    world.give_package(organization, "basic", 550, now=now)
    quote = world.announce(ticket, lines=lines, hours_valid=24 * 400, actor=agnes, now=now)
    if first == "approved":
        quote = world.approve(quote, actor=alice, now=now)
    after_the_end = now + timedelta(days=366)

    if is_allowed:
        assert world.revise(quote, 0, lines=lines, actor=agnes, now=after_the_end).open_version.number == 2
    else:
        with pytest.raises(quotes.RightMissing):
            world.revise(quote, 0, lines=lines, actor=agnes, now=after_the_end)


@pytest.mark.parametrize("end", ["decline", "expire"])
def test_offers_again_what_was_declined_or_has_expired(end, purse, quote, agnes, alice, now):
    if end == "decline":
        quotes.decline_quote(quote=quote, version=1, reason="Too much.", actor=alice, now=now)
    else:
        now = quote.offered_version.valid_until
        quotes.expire_quote(quote=quote, now=now)

    quote = world.revise(quote, 40, actor=agnes, now=now)
    world.approve(quote, version=2, actor=alice, now=now)

    assert world.coins_of(purse, now) == (260, 40)


def test_asks_the_customer_to_look_again(quote, agnes, alice, now):
    quotes.note_quote_seen(quote=quote, actor=alice, now=now)

    quote = world.revise(quote, 40, actor=agnes, now=now)

    assert quote.first_seen_at is None


def test_r13_answers_the_same_form_with_the_first_version(quote, agnes, now):
    terms = {"quote": quote, "offer": world.an_offer(60, now=now), "nonce": "one-rendered-form", "actor": agnes}

    first, second = quotes.revise_quote(**terms, now=now), quotes.revise_quote(**terms, now=now)

    assert first == second
    assert quote.versions.count() == 2


def test_b15_refuses_to_follow_an_investigation_that_another_offer_follows_now(purse, ticket, agnes, alice, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    first = world.announce(ticket, 40, actor=agnes, now=now, hours_valid=1, investigation=investigation)
    later = now + timedelta(hours=2)
    quotes.expire_quote(quote=first, now=later)
    second = world.announce(ticket, 50, actor=agnes, now=later, investigation=investigation)

    with pytest.raises(quotes.QuoteNotOpen):
        world.revise(first, 45, actor=agnes, now=later)

    quotes.withdraw_quote(quote=second, actor=agnes, now=later)
    assert world.revise(first, 45, actor=agnes, now=later).state == QuoteState.ANNOUNCED


def test_refuses_a_closed_ticket(quote, agnes, now):
    quotes.expire_quote(quote=quote, now=quote.offered_version.valid_until)
    close_ticket(ticket=quote.ticket, actor=agnes, now=now)

    with override("en"), pytest.raises(quotes.QuoteNotOpen, match="ticket is closed"):
        world.revise(quote, 60, actor=agnes, now=now)


def test_refuses_delivered_work(purse, quote, agnes, alice, now):
    world.start(world.approve(quote, actor=alice, now=now), actor=agnes, now=now)
    quotes.deliver_quote(quote=quote, note="", actor=agnes, now=now)

    with pytest.raises(quotes.QuoteNotOpen):
        world.revise(quote, 80, actor=agnes, now=now)


def test_is_refused_to_customers(quote, alice, now):
    with pytest.raises(NotAllowed):
        world.revise(quote, 1, actor=alice, now=now)

    assert Quote.objects.get().versions.count() == 1
