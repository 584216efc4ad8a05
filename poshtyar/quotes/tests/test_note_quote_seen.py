"""note_quote_seen …"""

from datetime import timedelta

import pytest

from poshtyar.quotes import operations as quotes
from poshtyar.quotes.tests import world

pytestmark = pytest.mark.django_db


def test_keeps_the_first_moment_of_a_customer(ticket, agnes, alice, now):
    quote = world.announce(ticket, actor=agnes, now=now)
    quotes.note_quote_seen(quote=quote, actor=agnes, now=now)
    quotes.note_quote_seen(quote=quote, actor=alice, now=now + timedelta(minutes=1))
    quotes.note_quote_seen(quote=quote, actor=alice, now=now + timedelta(minutes=2))

    quote.refresh_from_db()
    assert quote.first_seen_at == now + timedelta(minutes=1)
    assert world.told(ticket) == ["quote_announced", "quote_seen"]
