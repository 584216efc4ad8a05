"""withdraw_quote …"""

from datetime import timedelta

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import QuoteState
from poshtyar.quotes.tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def quote(ticket, agnes, now):
    return world.announce(ticket, 50, actor=agnes, now=now)


def test_takes_the_offer_back(purse, ticket, quote, agnes, alice, now):
    quote = quotes.withdraw_quote(quote=quote, actor=agnes, now=now)

    ticket.refresh_from_db()
    assert (quote.state, ticket.open_quotes) == (QuoteState.WITHDRAWN, 0)
    with pytest.raises(quotes.QuoteNotOpen):
        world.approve(quote, actor=alice, now=now)


def test_b13_takes_a_new_price_off_approved_work(purse, quote, agnes, alice, now):
    world.approve(quote, actor=alice, now=now)
    world.revise(quote, 80, actor=agnes, now=now)

    quote = quotes.withdraw_quote(quote=quote, actor=agnes, now=now)

    assert (quote.state, quote.offered_version) == (QuoteState.APPROVED, None)
    assert world.coins_of(purse, now) == (250, 50)


def test_b15_frees_the_investigation_that_it_followed(purse, ticket, agnes, alice, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    work = world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)

    quotes.withdraw_quote(quote=work, actor=agnes, now=now)

    investigation.refresh_from_db()
    assert investigation.state == QuoteState.CANCELLED
    assert world.coins_of(purse, now) == (300, 0)


def test_b15_leaves_the_investigation_to_the_offer_that_follows_it_now(purse, ticket, agnes, alice, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    first = world.announce(ticket, 40, hours_valid=1, actor=agnes, now=now, investigation=investigation)
    later = now + timedelta(hours=1)
    quotes.expire_quotes(now=later)
    second = world.announce(ticket, 30, actor=agnes, now=later, investigation=investigation)

    quotes.withdraw_quote(quote=first, actor=agnes, now=later)

    assert world.coins_of(purse, later) == (285, 15)
    world.approve(second, actor=alice, now=later)
    assert world.coins_of(purse, later) == (270, 30)


def test_does_it_once_when_asked_twice(quote, agnes, now):
    quotes.withdraw_quote(quote=quote, actor=agnes, now=now)
    quotes.withdraw_quote(quote=quote, actor=agnes, now=now)

    assert world.told(quote.ticket).count("quote_withdrawn") == 1


@pytest.mark.django_db(transaction=True)
def test_b15_frees_the_investigation_once_for_two_at_once(purse, ticket, agnes, alice, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    work = world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)

    world.together(*[lambda: quotes.withdraw_quote(quote=work, actor=agnes, now=now)] * 2)

    assert world.coins_of(purse, now) == (300, 0)
    assert world.told(ticket).count("quote_withdrawn") == 1


def test_refuses_approved_work_without_a_new_price(purse, quote, agnes, alice, now):
    world.approve(quote, actor=alice, now=now)

    with pytest.raises(quotes.QuoteNotOpen):
        quotes.withdraw_quote(quote=quote, actor=agnes, now=now)


def test_is_refused_to_customers(quote, alice, now):
    with pytest.raises(NotAllowed):
        quotes.withdraw_quote(quote=quote, actor=alice, now=now)
