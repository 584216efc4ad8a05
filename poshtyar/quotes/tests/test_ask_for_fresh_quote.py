"""ask_for_fresh_quote …"""

import pytest

from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote, QuoteState
from poshtyar.quotes.tests import world
from poshtyar.tickets.models import Turn

pytestmark = pytest.mark.django_db


@pytest.fixture
def quote(ticket, agnes, now):
    return world.announce(ticket, 50, actor=agnes, now=now)


def test_writes_a_reply_about_an_expired_offer(quote, alice, now):
    late = quote.offered_version.valid_until
    quotes.expire_quote(quote=quote, now=late)

    message = quotes.ask_for_fresh_quote(quote=quote, nonce="a-form-of-a-request", actor=alice, now=late)

    assert "Set up Google Analytics" in message.body
    assert world.told(quote.ticket)[-1] == "fresh_quote_asked"


def test_does_not_wait_for_the_job_that_expires_offers(quote, alice, now):
    late = quote.offered_version.valid_until

    quotes.ask_for_fresh_quote(quote=quote, nonce="a-form-of-a-request", actor=alice, now=late)
    quotes.expire_quote(quote=quote, now=late)

    quote.refresh_from_db()
    assert (quote.state, quote.ticket.turn) == (QuoteState.EXPIRED, Turn.AGENCY)


def test_r13_returns_the_reply_to_a_form_that_comes_again_after_a_fresh_offer(quote, agnes, alice, now):
    late = quote.offered_version.valid_until
    sent = {"quote": quote, "nonce": "a-form-of-a-request", "actor": alice, "now": late}
    first = quotes.ask_for_fresh_quote(**sent)
    world.revise(quote, 60, actor=agnes, now=late)

    assert quotes.ask_for_fresh_quote(**sent) == first
    assert world.told(quote.ticket).count("fresh_quote_asked") == 1


def test_is_refused_while_the_offer_stands(quote, alice, now):
    with pytest.raises(quotes.QuoteNotOpen):
        quotes.ask_for_fresh_quote(quote=quote, nonce="a-form-of-a-request", actor=alice, now=now)

    assert Quote.objects.get().asked_at is None
