"""settle_dispute …"""

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import QuoteState
from poshtyar.quotes.tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def started(purse, ticket, agnes, alice, now):
    quote = world.approve(world.announce(ticket, 50, actor=agnes, now=now), actor=alice, now=now)
    return world.start(quote, actor=agnes, now=now)


def stop(quote, actor, now):
    return quotes.ask_to_stop(quote=quote, reason="We moved to another host.", actor=actor, now=now)


def settle(quote, actor, now, coins=20, reason="Half was done."):
    return quotes.settle_dispute(quote=quote, line_coins={1: coins}, reason=reason, actor=actor, now=now)


@pytest.mark.parametrize(("coins", "left"), [(0, 300), (20, 280), (50, 250)])
def test_b11_uses_what_the_lead_decides(coins, left, purse, started, alice, leo, now):
    stop(started, alice, now)

    quote = settle(started, leo, now, coins=coins)

    assert (quote.state, quote.captured_coins) == (QuoteState.DELIVERED, coins)
    assert world.coins_of(purse, now) == (left, 0)


def test_b11_refuses_one_coin_more_than_was_approved(purse, started, alice, leo, now):
    stop(started, alice, now)

    with pytest.raises(quotes.MoreThanApproved):
        settle(started, leo, now, coins=51)

    assert world.coins_of(purse, now) == (250, 50)


def test_settles_once(purse, started, alice, leo, now):
    stop(started, alice, now)
    settle(started, leo, now)

    with pytest.raises(quotes.QuoteNotOpen):
        settle(started, leo, now)

    assert world.coins_of(purse, now) == (280, 0)


@pytest.mark.django_db(transaction=True)
def test_has_one_winner_of_two_leads_at_once(purse, started, alice, leo, mina, now):
    stop(started, alice, now)

    world.together(lambda: settle(started, leo, now, coins=20), lambda: settle(started, mina, now, coins=30))

    started.refresh_from_db()
    assert world.coins_of(purse, now) == (300 - started.captured_coins, 0)
    assert started.captured_coins in (20, 30)
    assert world.told(started.ticket).count("dispute_settled") == 1


def test_b11_is_refused_to_agents_and_customers(started, alice, agnes, now):
    stop(started, alice, now)

    for actor in (agnes, alice):
        with pytest.raises(NotAllowed):
            settle(started, actor, now)


def test_b11_wants_a_reason(started, alice, leo, now):
    stop(started, alice, now)

    with pytest.raises(quotes.ReasonMissing):
        settle(started, leo, now, reason="")


def test_refuses_work_that_nobody_asked_to_stop(started, leo, now):
    with pytest.raises(quotes.QuoteNotOpen):
        settle(started, leo, now)
