"""undo_delivery …"""

from datetime import timedelta

import pytest

from poshtyar.catalog.models import Obstacle
from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import QuoteState
from poshtyar.quotes.tests import world
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.tests.coins import journal

pytestmark = pytest.mark.django_db
YEAR = timedelta(days=365)


@pytest.fixture
def delivered(purse, ticket, agnes, alice, now):
    quote = world.approve(world.announce(ticket, 50, actor=agnes, now=now), actor=alice, now=now)
    quote = world.start(quote, actor=agnes, now=now)
    return quotes.deliver_quote(quote=quote, note="", actor=agnes, now=now)


def undo(quote, actor, now, coins=50, nonce="a-form-of-a-lead", reason="It broke again."):
    quotes.undo_delivery(
        quote=quote, coins=coins, reason=reason, expires_at=now + YEAR, nonce=nonce, actor=actor, now=now
    )
    quote.refresh_from_db()
    return quote


@pytest.mark.parametrize("coins", [1, 50])
def test_b16_gives_used_coins_back_with_a_reason(purse, delivered, leo, now, coins):
    quote = undo(delivered, leo, now, coins)

    assert (quote.state, quote.captured_coins, quote.undone_coins) == (QuoteState.DELIVERED, 50, coins)
    assert world.coins_of(purse, now) == (250 + coins, 0)
    event = Event.objects.get(kind="quotes.delivery_undone")
    assert (event.ticket, event.actor) == (quote.ticket, leo)
    assert (event.data["coins"], event.data["reason"]) == (coins, "It broke again.")
    assert (event.data["entry"], journal(purse)[-1][0]) == (len(journal(purse)), "undo")


def test_gives_the_investigation_fee_back(purse, ticket, agnes, alice, leo, now):
    quote = world.approve(world.announce(ticket, 50, actor=agnes, now=now, fee=15), actor=alice, now=now)
    said = {"obstacle": Obstacle.HOST, "explanation": "The host.", "actor": agnes, "now": now}
    quote = quotes.declare_impossible(quote=quote, **said)

    undo(quote, leo, now, 15)

    assert world.coins_of(purse, now) == (300, 0)


def test_gives_dead_coins_back_until_the_given_date(purse, delivered, leo, now):
    late = now + 2 * YEAR

    undo(delivered, leo, late)

    assert world.coins_of(purse, late) == (50, 0)
    assert world.coins_of(purse, late + YEAR) == (0, 0)


def test_gives_back_once_when_called_twice(purse, delivered, leo, now):
    undo(delivered, leo, now, 20)
    quote = undo(delivered, leo, now, 20)

    assert (quote.undone_coins, world.coins_of(purse, now)) == (20, (270, 0))
    assert Event.objects.filter(kind="quotes.delivery_undone").count() == 1


@pytest.mark.django_db(transaction=True)
def test_gives_back_once_for_one_form_at_once(purse, delivered, leo, now):
    world.together(*[lambda: undo(delivered, leo, now, 20)] * 2)

    assert world.coins_of(purse, now) == (270, 0)
    assert Event.objects.filter(kind="quotes.delivery_undone").count() == 1


@pytest.mark.django_db(transaction=True)
def test_never_gives_back_more_than_was_used_of_two_at_once(purse, delivered, leo, now):
    world.together(*[lambda form=form: undo(delivered, leo, now, 30, nonce=form) for form in ("one", "another")])

    delivered.refresh_from_db()
    assert (delivered.undone_coins, world.coins_of(purse, now)) == (30, (280, 0))


def test_refuses_one_more_than_was_used(purse, delivered, leo, now):
    undo(delivered, leo, now, 20)

    with pytest.raises(wallet.MoreThanUsed):
        undo(delivered, leo, now, 31, nonce="another-form")

    assert world.coins_of(purse, now) == (270, 0)


@pytest.mark.parametrize("who", ["alice", "agnes"])
def test_is_a_leads_act(purse, delivered, who, request, now):
    with pytest.raises(NotAllowed):
        undo(delivered, request.getfixturevalue(who), now)

    assert world.coins_of(purse, now) == (250, 0)


def test_needs_a_reason(delivered, leo, now):
    with pytest.raises(quotes.ReasonMissing):
        undo(delivered, leo, now, reason=" ")


def test_refuses_work_that_is_not_settled(purse, ticket, agnes, leo, now):
    with pytest.raises(quotes.QuoteNotOpen):
        undo(world.announce(ticket, 50, actor=agnes, now=now), leo, now)


def test_refuses_work_that_used_nothing(purse, ticket, agnes, alice, leo, now):
    quote = world.approve(world.announce(ticket, 50, actor=agnes, now=now), actor=alice, now=now)
    said = {"obstacle": Obstacle.HOST, "explanation": "The host.", "actor": agnes, "now": now}
    quote = quotes.declare_impossible(quote=quote, **said)

    with pytest.raises(wallet.MoreThanUsed):
        undo(quote, leo, now, 1)
