"""ask_to_stop …"""

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


def test_keeps_the_reason_and_moves_no_coins(purse, started, alice, now):
    quote = stop(started, alice, now)

    assert (quote.state, quote.stop_asked_at) == (QuoteState.STARTED, now)
    assert world.coins_of(purse, now) == (250, 50)


def test_keeps_the_first_request(started, alice, now):
    stop(started, alice, now)
    stop(started, alice, now)

    assert world.told(started.ticket).count("stop_asked") == 1


def test_is_refused_before_the_start(purse, ticket, agnes, alice, now):
    quote = world.approve(world.announce(ticket, 50, actor=agnes, now=now), actor=alice, now=now)

    with pytest.raises(quotes.QuoteNotOpen):
        stop(quote, alice, now)


@pytest.mark.parametrize("who", ["agnes", "bob", "charlie"])
def test_is_refused_to_people_without_the_permission(who, started, request, now):
    with pytest.raises(NotAllowed):
        stop(started, request.getfixturevalue(who), now)
