"""start_work …"""

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import QuoteState
from poshtyar.quotes.tests import world

pytestmark = pytest.mark.django_db


@pytest.fixture
def quote(purse, ticket, agnes, now):
    return world.announce(ticket, 50, actor=agnes, now=now)


def test_moves_no_coins(purse, quote, agnes, alice, now):
    quote = world.start(world.approve(quote, actor=alice, now=now), actor=agnes, now=now)

    assert (quote.state, quote.started_by, quote.started_at) == (QuoteState.STARTED, agnes, now)
    assert world.coins_of(purse, now) == (250, 50)


def test_b9_is_refused_before_approval(quote, agnes, now):
    with pytest.raises(quotes.QuoteNotOpen):
        world.start(quote, actor=agnes, now=now)


def test_is_done_once(quote, agnes, alice, now):
    world.approve(quote, actor=alice, now=now)
    world.start(quote, actor=agnes, now=now)
    world.start(quote, actor=agnes, now=now)

    assert world.told(quote.ticket).count("work_started") == 1


def test_is_refused_to_customers(quote, alice, now):
    world.approve(quote, actor=alice, now=now)

    with pytest.raises(NotAllowed):
        world.start(quote, actor=alice, now=now)
