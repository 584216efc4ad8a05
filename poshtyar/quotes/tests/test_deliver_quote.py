"""deliver_quote …"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from poshtyar.common.errors import NotAllowed
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import QuoteLine, QuoteState
from poshtyar.quotes.offers import OfferLine
from poshtyar.quotes.tests import world
from poshtyar.tickets.models import Turn

pytestmark = pytest.mark.django_db
LINES = (OfferLine("Install", 30), OfferLine("Test", 20))


@pytest.fixture
def quote(purse, ticket, agnes, alice, now):
    quote = world.approve(world.announce(ticket, lines=LINES, actor=agnes, now=now), actor=alice, now=now)
    return world.start(quote, actor=agnes, now=now)


def deliver(quote, actor, now, note="", **fields):
    return quotes.deliver_quote(quote=quote, note=note, actor=actor, now=now, **fields)


def test_b18_uses_50_and_leaves_250(purse, ticket, quote, agnes, now):
    quote = deliver(quote, agnes, now, note="Done.")

    assert (quote.state, quote.captured_coins, quote.settlement_note) == (QuoteState.DELIVERED, 50, "Done.")
    assert world.coins_of(purse, now) == (250, 0)
    ticket.refresh_from_db()
    assert (ticket.open_quotes, ticket.coins_set_aside) == (0, 0)
    assert (ticket.turn, ticket.finished_at) == (Turn.NOBODY, now)


def test_leaves_the_turn_to_the_work_that_goes_on(ticket, quote, agnes, alice, now):
    world.approve(world.announce(ticket, 10, actor=agnes, now=now), actor=alice, now=now)

    deliver(quote, agnes, now)

    ticket.refresh_from_db()
    assert (ticket.turn, ticket.finished_at) == (Turn.AGENCY, None)


def test_leaves_the_turn_to_the_customer_for_whom_an_offer_waits(ticket, quote, agnes, alice, now):
    world.approve(world.announce(ticket, 10, actor=agnes, now=now), actor=alice, now=now)
    world.announce(ticket, 20, actor=agnes, now=now)

    deliver(quote, agnes, now)

    ticket.refresh_from_db()
    assert (ticket.turn, ticket.finished_at) == (Turn.CUSTOMER, None)


def test_b11_uses_less_by_line_and_frees_the_rest(purse, quote, agnes, now):
    quote = deliver(quote, agnes, now, note="Half was there already.", line_coins={1: 10})

    assert quote.captured_coins == 30
    assert list(quote.approved_version.lines.order_by("position").values_list("captured_coins", flat=True)) == [10, 20]
    assert world.coins_of(purse, now) == (270, 0)


def test_b11_wants_the_reason_for_less(purse, quote, agnes, now):
    with pytest.raises(quotes.ReasonMissing):
        deliver(quote, agnes, now, line_coins={1: 10})

    assert world.coins_of(purse, now) == (250, 50)


@pytest.mark.parametrize("coins", [31, -1, 2**63 - 1])
def test_r23_b11_refuses_more_than_was_approved(coins, purse, quote, agnes, now):
    with pytest.raises(quotes.MoreThanApproved):
        deliver(quote, agnes, now, note="x", line_coins={1: coins})

    assert world.coins_of(purse, now) == (250, 50)


def test_r23_is_held_by_the_database_too(quote):
    line = QuoteLine.objects.get(title="Install")

    with pytest.raises(IntegrityError), transaction.atomic():
        QuoteLine.objects.filter(pk=line.pk).update(captured_coins=31)


def test_b11_settles_once(purse, quote, agnes, now):
    deliver(quote, agnes, now)

    with pytest.raises(quotes.QuoteNotOpen):
        deliver(quote, agnes, now)

    assert world.coins_of(purse, now) == (250, 0)


@pytest.mark.django_db(transaction=True)
def test_uses_coins_once_for_two_at_once(purse, quote, agnes, leo, now):
    answers = world.together(lambda: deliver(quote, agnes, now), lambda: deliver(quote, leo, now))

    assert sum(isinstance(answer, quotes.QuoteNotOpen) for answer in answers) == 1
    assert world.coins_of(purse, now) == (250, 0)


def test_refuses_work_that_has_not_started(purse, ticket, agnes, alice, now):
    quote = world.approve(world.announce(ticket, actor=agnes, now=now), actor=alice, now=now)

    with pytest.raises(quotes.QuoteNotOpen):
        deliver(quote, agnes, now)


def test_uses_coins_that_were_set_aside_before_their_date_passed(organization, ticket, agnes, alice, now):
    world.give_coins(organization, 50, now=now, days=1)
    quote = world.approve(world.announce(ticket, 50, actor=agnes, now=now), actor=alice, now=now)
    world.start(quote, actor=agnes, now=now)

    quote = deliver(quote, agnes, now + timedelta(days=2))

    assert quote.captured_coins == 50


def test_takes_an_open_new_price_off_the_table(purse, quote, agnes, now):
    world.revise(quote, 80, actor=agnes, now=now)

    quote = deliver(quote, agnes, now)

    assert (quote.offered_version, quote.captured_coins) == (None, 50)


def test_b15_refuses_an_investigation_which_ends_with_its_work(purse, ticket, agnes, alice, now):
    quote = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    world.start(quote, actor=agnes, now=now)

    with pytest.raises(quotes.InvestigationNotOver):
        deliver(quote, agnes, now)


@pytest.mark.parametrize("who", ["alice", "charlie"])
def test_is_refused_to_customers(who, quote, request, now):
    with pytest.raises(NotAllowed):
        deliver(quote, request.getfixturevalue(who), now)
