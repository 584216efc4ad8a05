"""expire_quote …"""

from datetime import timedelta

import pytest

from poshtyar.events.models import Event
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import QuoteState
from poshtyar.quotes.tests import world

pytestmark = pytest.mark.django_db
SECOND = timedelta(seconds=1)


@pytest.fixture
def quote(ticket, agnes, now):
    return world.announce(ticket, 50, actor=agnes, now=now)


def expired_events():
    return Event.objects.filter(kind="quotes.quote_expired").count()


def test_ends_an_offer_at_its_moment_once(quote):
    end = quote.offered_version.valid_until

    answers = [quotes.expire_quote(quote=quote, now=moment) for moment in (end - SECOND, end, end)]

    quote.refresh_from_db()
    assert (answers, quote.state, expired_events()) == ([False, True, False], QuoteState.EXPIRED, 1)


def test_leaves_what_was_decided_a_moment_ago(quote, alice, now):
    """The job reads its list first, and looks again under the lock."""
    quotes.decline_quote(quote=quote, version=1, reason="", actor=alice, now=now)

    assert not quotes.expire_quote(quote=quote, now=quote.offered_version.valid_until)

    quote.refresh_from_db()
    assert (quote.state, expired_events()) == (QuoteState.DECLINED, 0)


def test_leaves_approved_work_without_a_new_price(purse, quote, alice, now):
    end = quote.offered_version.valid_until
    quote = world.approve(quote, actor=alice, now=now)

    assert not quotes.expire_quote(quote=quote, now=end)

    quote.refresh_from_db()
    assert (quote.state, world.coins_of(purse, end)) == (QuoteState.APPROVED, (250, 50))
