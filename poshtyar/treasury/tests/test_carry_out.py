"""carry_out …"""

import pytest

from poshtyar.common.errors import IdempotencyConflict, NotAllowed
from poshtyar.events.models import Event
from poshtyar.treasury.acts import Adding, Gift, Taking
from poshtyar.treasury.models import CoinRequest, RequestState
from poshtyar.treasury.tests.asking import ask, kinds
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.queries import balance_of
from poshtyar.wallet.tests.coins import YEAR, buy, hold, journal
from tests.race import race


def free(organization, now):
    return balance_of(organization, now).available


@pytest.mark.parametrize("coins", [1, 100])
def test_does_what_is_not_large_at_once(organization, leo, now, coins):
    entry = ask(organization, Gift(coins, now + YEAR), actor=leo)

    assert (entry.kind, entry.actor, entry.reason) == ("gift", leo, "A wish of ours")
    assert free(organization, now) == coins
    assert kinds(organization) == ["wallet.gift_credited"]


@pytest.mark.parametrize("act", ["gift", "added", "taken"])
def test_asks_for_what_is_one_coin_too_large_and_moves_nothing(organization, leo, now, act):
    buy(organization, 300)
    acts = {"gift": Gift(101, now + YEAR), "added": Adding(101, now + YEAR), "taken": Taking(101)}

    request = ask(organization, acts[act], actor=leo)

    assert (request.state, request.coins, request.act) == (RequestState.OPEN, 101, acts[act])
    assert (request.asked_by, request.asked_at, request.reason) == (leo, now, "A wish of ours")
    assert [kind for kind, _ in journal(organization)] == ["purchase"]
    assert free(organization, now) == 300
    assert kinds(organization) == ["treasury.approval_asked"]
    event = Event.objects.get()
    assert event.actor == leo
    assert event.data == {
        "request_id": request.pk,
        "act": acts[act].name,
        "coins": 101,
        "reason": "A wish of ours",
    }


def test_reads_the_limit_from_the_settings(organization, leo, now, settings):
    settings.FOUR_EYES_COINS = 0

    assert isinstance(ask(organization, Gift(1, now + YEAR), actor=leo), CoinRequest)


def test_refuses_at_once_what_cannot_be_done(organization, leo, agnes, now):
    buy(organization, 300)
    hold(organization, 50)

    with pytest.raises(wallet.MoreThanFree):
        ask(organization, Taking(251), actor=leo)
    with pytest.raises(NotAllowed):
        ask(organization, actor=agnes)
    with pytest.raises(wallet.ReasonMissing):
        ask(organization, actor=leo, reason=" ")

    assert not CoinRequest.objects.exists()
    assert kinds(organization) == []


def test_twice_from_one_form_does_it_once(organization, leo):
    buy(organization, 300)

    first = ask(organization, Taking(100), actor=leo)
    again = ask(organization, Taking(100), actor=leo)

    assert first == again
    assert [kind for kind, _ in journal(organization)] == ["purchase", "adjust"]


def test_twice_from_one_form_asks_once(organization, leo):
    first, again = ask(organization, actor=leo), ask(organization, actor=leo)

    assert first == again
    assert kinds(organization) == ["treasury.approval_asked"]


def test_refuses_other_contents_from_the_same_form(organization, charlie, leo, now):
    ask(organization, actor=leo)

    with pytest.raises(IdempotencyConflict):
        ask(organization, Gift(102, now + YEAR), actor=leo)
    with pytest.raises(IdempotencyConflict):
        ask(charlie.memberships.get().organization, actor=leo)


@pytest.mark.django_db(transaction=True)
def test_of_one_form_sent_by_many_at_once_one_asks(organization, leo):
    requests = race(4, lambda _: ask(organization, actor=leo))

    assert len({request.pk for request in requests}) == 1
    assert kinds(organization) == ["treasury.approval_asked"]


@pytest.mark.django_db(transaction=True)
def test_of_one_form_sent_by_many_at_once_one_counts(organization, leo, now):
    entries = race(4, lambda _: ask(organization, Gift(100, now + YEAR), actor=leo))

    assert len({entry.pk for entry in entries}) == 1
    assert free(organization, now) == 100
