"""decline_quote …"""

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import QuoteState, VersionOutcome
from poshtyar.quotes.tests import world
from poshtyar.tickets.models import Turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def quote(ticket, agnes, now):
    return world.announce(ticket, 50, actor=agnes, now=now)


def decline(quote, actor, now, version=1):
    return quotes.decline_quote(quote=quote, version=version, reason="Too much.", actor=actor, now=now)


def test_keeps_the_reason_and_moves_no_coins(purse, ticket, quote, alice, now):
    quote = decline(quote, alice, now)

    assert (quote.state, quote.decline_reason) == (QuoteState.DECLINED, "Too much.")
    assert world.coins_of(purse, now) == (300, 0)
    ticket.refresh_from_db()
    assert (ticket.open_quotes, ticket.turn) == (0, Turn.AGENCY)


def test_answers_a_second_time_with_the_first_result(quote, alice, now):
    decline(quote, alice, now)

    quote = decline(quote, alice, now)

    assert quote.state == QuoteState.DECLINED
    assert world.told(quote.ticket).count("quote_declined") == 1


def test_b13_of_a_new_price_leaves_the_approved_work_and_its_hold(purse, quote, agnes, alice, now):
    world.approve(quote, actor=alice, now=now)
    world.revise(quote, 80, actor=agnes, now=now)

    quote = decline(quote, alice, now, version=2)

    assert (quote.state, quote.offered_version) == (QuoteState.APPROVED, None)
    assert quote.versions.get(number=2).outcome == VersionOutcome.DECLINED
    assert world.coins_of(purse, now) == (250, 50)


def test_b15_of_work_after_an_investigation_uses_its_15_coins(purse, ticket, agnes, alice, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    work = world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)

    decline(work, alice, now)

    investigation.refresh_from_db()
    assert (investigation.state, investigation.captured_coins) == (QuoteState.DELIVERED, 15)
    assert world.coins_of(purse, now) == (285, 0)


@pytest.mark.django_db(transaction=True)
def test_b15_uses_the_investigation_once_for_two_at_once(purse, ticket, agnes, alice, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    work = world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)

    world.together(*[lambda: decline(work, alice, now)] * 2)

    assert world.coins_of(purse, now) == (285, 0)
    assert world.told(ticket).count("quote_declined") == 1


def test_refuses_an_older_version_than_the_one_on_offer(quote, agnes, alice, now):
    world.revise(quote, 40, actor=agnes, now=now)

    with pytest.raises(quotes.QuoteChanged):
        decline(quote, alice, now)


def test_tells_who_approved_it_first(purse, quote, alice, bob, now):
    world.approve(quote, actor=alice, now=now)
    purse.memberships.filter(user=bob).update(may_approve=True)

    with pytest.raises(quotes.QuoteNotOpen, match="Alice"):
        decline(quote, bob, now)

    assert world.coins_of(purse, now) == (250, 50)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(world.ROUNDS))
def test_b32_of_two_at_once_leaves_no_open_work_on_the_ticket(round_, ticket, agnes, alice, now):
    offers = [world.announce(ticket, 50, actor=agnes, now=now) for _ in range(2)]

    world.together(*[lambda offer=offer: decline(offer, alice, now) for offer in offers])

    ticket.refresh_from_db()
    assert ticket.open_quotes == 0


@pytest.mark.parametrize("who", ["agnes", "mina", "bob", "charlie"])
def test_b32_is_refused_to_staff_and_to_people_without_the_permission(who, quote, request, now):
    with pytest.raises(NotAllowed):
        decline(quote, request.getfixturevalue(who), now)
