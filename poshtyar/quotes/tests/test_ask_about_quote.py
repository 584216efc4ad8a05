"""ask_about_quote …"""

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import QuoteState
from poshtyar.quotes.tests import world
from poshtyar.tickets.models import Message, Turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def quote(ticket, agnes, now):
    return world.announce(ticket, 50, actor=agnes, now=now)


def ask(quote, actor, now, nonce="a-form-of-a-question"):
    return quotes.ask_about_quote(quote=quote, question="Does it include tests?", nonce=nonce, actor=actor, now=now)


@pytest.mark.parametrize("who", ["alice", "bob"])
def test_writes_a_reply_and_leaves_the_offer_open(who, ticket, quote, request, now):
    message = ask(quote, request.getfixturevalue(who), now)

    quote.refresh_from_db()
    ticket.refresh_from_db()
    assert (message.body, message.ticket) == ("Does it include tests?", ticket)
    assert (quote.state, quote.asked_at, ticket.turn) == (QuoteState.ANNOUNCED, now, Turn.AGENCY)


def test_b15_of_work_after_an_investigation_uses_nothing(purse, ticket, agnes, alice, now):
    investigation = world.approve(world.investigate(ticket, actor=agnes, now=now), actor=alice, now=now)
    work = world.announce(ticket, 40, actor=agnes, now=now, investigation=investigation)

    ask(work, alice, now)

    assert world.coins_of(purse, now) == (285, 15)


def test_r13_writes_one_reply_for_the_same_form(quote, alice, now):
    messages = [ask(quote, alice, now) for _ in range(2)]

    assert messages[0] == messages[1]
    assert world.told(quote.ticket).count("quote_asked_about") == 1


def test_r13_returns_the_reply_to_a_form_that_comes_again_after_the_offer_has_ended(quote, agnes, alice, now):
    first = ask(quote, alice, now)
    quotes.withdraw_quote(quote=quote, actor=agnes, now=now)

    assert ask(quote, alice, now) == first
    with pytest.raises(quotes.QuoteNotOpen):
        ask(quote, alice, now, nonce="another-form-of-it")


@pytest.mark.parametrize("who", ["agnes", "charlie"])
def test_is_refused_to_others(who, quote, request, now):
    with pytest.raises(NotAllowed):
        ask(quote, request.getfixturevalue(who), now)

    assert Message.objects.count() == 1
