"""cancel_quote …"""

from datetime import timedelta

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import QuoteState
from poshtyar.quotes.tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def quote(purse, ticket, agnes, alice, now):
    return world.approve(world.announce(ticket, 50, actor=agnes, now=now), actor=alice, now=now)


def cancel(quote, actor, now):
    return quotes.cancel_quote(quote=quote, reason="Plans changed.", actor=actor, now=now)


@pytest.mark.parametrize("who", ["alice", "agnes"])
def test_b11_frees_all_coins_for_either_side_before_the_start(who, purse, quote, request, now):
    quote = cancel(quote, request.getfixturevalue(who), now)

    assert quote.state == QuoteState.CANCELLED
    assert world.coins_of(purse, now) == (300, 0)


def test_b11_is_refused_to_the_customer_after_the_start(purse, quote, agnes, alice, now):
    world.start(quote, actor=agnes, now=now)

    with pytest.raises(quotes.QuoteNotOpen):
        cancel(quote, alice, now)

    assert world.coins_of(purse, now) == (250, 50)


def test_b11_frees_all_coins_when_staff_cancel_after_the_start(purse, quote, agnes, now):
    world.start(quote, actor=agnes, now=now)

    cancel(quote, agnes, now)

    assert world.coins_of(purse, now) == (300, 0)


def test_gives_coins_back_whose_date_passed_when_the_agency_cancels(organization, ticket, agnes, alice, now):
    world.give_coins(organization, 50, now=now, days=1)
    quote = world.approve(world.announce(ticket, 50, actor=agnes, now=now), actor=alice, now=now)
    late = now + timedelta(days=2)

    cancel(quote, agnes, late)

    assert world.coins_of(organization, late) == (50, 0)


def test_lets_coins_expire_whose_date_passed_when_the_customer_cancels(organization, ticket, agnes, alice, now):
    world.give_coins(organization, 50, now=now, days=1)
    quote = world.approve(world.announce(ticket, 50, actor=agnes, now=now), actor=alice, now=now)
    late = now + timedelta(days=2)

    cancel(quote, alice, late)

    assert world.coins_of(organization, late) == (0, 0)


def test_frees_coins_once_when_asked_twice(purse, quote, alice, now):
    cancel(quote, alice, now)
    cancel(quote, alice, now)

    assert world.coins_of(purse, now) == (300, 0)
    assert world.told(quote.ticket).count("quote_cancelled") == 1


@pytest.mark.django_db(transaction=True)
def test_frees_coins_once_for_two_at_once(purse, quote, alice, now):
    world.together(*[lambda: cancel(quote, alice, now)] * 2)

    assert world.coins_of(purse, now) == (300, 0)
    assert world.told(quote.ticket).count("quote_cancelled") == 1


def test_of_a_free_repair_moves_no_coins(purse, ticket, agnes, alice, now):
    work = world.approve(world.announce(ticket, 50, actor=agnes, now=now), actor=alice, now=now)
    world.start(work, actor=agnes, now=now)
    quotes.deliver_quote(quote=work, note="", actor=agnes, now=now)
    repair = quotes.open_rework(quote=work, reason="Wrong.", nonce=world.nonce(), actor=alice, now=now)

    cancelled = quotes.cancel_quote(quote=repair, reason="", actor=alice, now=now)

    assert cancelled.state == QuoteState.CANCELLED
    assert world.coins_of(purse, now) == (250, 0)


def test_wants_a_reason_from_staff(quote, agnes, now):
    with pytest.raises(quotes.ReasonMissing):
        quotes.cancel_quote(quote=quote, reason=" ", actor=agnes, now=now)


@pytest.mark.parametrize("who", ["bob", "charlie"])
def test_is_refused_to_people_without_the_permission(who, quote, request, now):
    with pytest.raises(NotAllowed):
        cancel(quote, request.getfixturevalue(who), now)


@pytest.mark.django_db(transaction=True)
def test_has_one_winner_against_the_start(purse, quote, agnes, alice, now):
    world.together(lambda: cancel(quote, alice, now), lambda: world.start(quote, actor=agnes, now=now))

    quote.refresh_from_db()
    expected = {QuoteState.CANCELLED: (300, 0), QuoteState.STARTED: (250, 50)}
    assert world.coins_of(purse, now) == expected[quote.state]
