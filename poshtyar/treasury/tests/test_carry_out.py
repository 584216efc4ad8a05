"""carry_out …"""

import pytest

from poshtyar.common.errors import IdempotencyConflict, NotAllowed
from poshtyar.events.models import Event
from poshtyar.treasury import operations as treasury
from poshtyar.treasury.acts import Adding, Gift, Taking
from poshtyar.treasury.models import CoinRequest, RequestState
from poshtyar.treasury.tests.asking import ask, kinds
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.queries import balance_of
from poshtyar.wallet.tests.coins import YEAR, at, buy, hold, journal
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
        "earlier": 0,
        "reason": "A wish of ours",
    }


def test_reads_the_limit_from_the_settings(organization, leo, now, settings):
    settings.FOUR_EYES_COINS = 0

    assert isinstance(ask(organization, Gift(1, now + YEAR), actor=leo), CoinRequest)


def test_adds_up_what_one_person_moves_alone_in_a_day(organization, leo, now):
    first = ask(organization, Gift(60, now + YEAR), actor=leo)
    exactly = ask(organization, Gift(40, now + YEAR), actor=leo, nonce="another-form", now=at(now, 3_600))
    request = ask(organization, Taking(1), actor=leo, nonce="a-third-form", now=at(now, 86_399))

    assert [first.total, exactly.total] == [60, 40]
    assert (request.state, request.coins, request.earlier_coins) == (RequestState.OPEN, 1, 100)
    assert free(organization, now) == 100
    assert Event.objects.get(kind="treasury.approval_asked").data["earlier"] == 100


def test_forgets_what_was_moved_a_day_ago(organization, leo, now):
    ask(organization, Gift(100, now + YEAR), actor=leo)

    entry = ask(organization, Gift(100, now + YEAR), actor=leo, nonce="another-form", now=at(now, 86_400))

    assert entry.total == 100


def test_adds_nothing_of_others_and_of_other_organizations(organization, charlie, leo, mina, now):
    ask(organization, Gift(100, now + YEAR), actor=leo)

    elsewhere = ask(
        charlie.memberships.get().organization, Gift(100, now + YEAR), actor=leo, nonce="another-organization"
    )
    by_another = ask(organization, Gift(100, now + YEAR), actor=mina, nonce="another-person")

    assert (elsewhere.total, by_another.total) == (100, 100)


def test_adds_nothing_that_a_second_person_approved_or_that_was_not_done(organization, leo, mina, now):
    approved = ask(organization, Gift(150, now + YEAR), actor=leo)
    treasury.approve_request(coin_request=approved, actor=mina, now=now)
    ask(organization, Gift(170, now + YEAR), actor=leo, nonce="it-waits")

    entry = ask(organization, Gift(100, now + YEAR), actor=leo, nonce="another-form")

    assert entry.total == 100
    assert free(organization, now) == 250


def test_adds_up_nothing_where_the_agency_wishes_it(organization, leo, now, settings):
    settings.FOUR_EYES_HOURS = 0

    entries = [ask(organization, Gift(100, now + YEAR), actor=leo, nonce=f"a-form-{n}") for n in range(3)]

    assert [entry.total for entry in entries] == [100, 100, 100]


def test_answers_a_form_that_comes_again_as_it_did_first(organization, leo, now):
    """Neither is an act added to itself, nor is what came after it."""
    first = ask(organization, Gift(60, now + YEAR), actor=leo)
    ask(organization, Gift(40, now + YEAR), actor=leo, nonce="another-form")

    again = ask(organization, Gift(60, now + YEAR), actor=leo)

    assert again == first
    assert not CoinRequest.objects.exists()


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


@pytest.mark.django_db(transaction=True)
def test_of_small_acts_at_once_the_first_ones_count_and_the_others_ask(organization, leo, now):
    race(4, lambda worker: ask(organization, Gift(40, now + YEAR), actor=leo, nonce=f"a-form-{worker}"))

    assert free(organization, now) == 80
    assert [(request.coins, request.earlier_coins) for request in CoinRequest.objects.all()] == [(40, 80)] * 2
