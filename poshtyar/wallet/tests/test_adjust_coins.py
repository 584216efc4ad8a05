"""adjust_coins …"""

from itertools import chain

import pytest

from poshtyar.common.errors import IdempotencyConflict, NotAllowed
from poshtyar.events.models import Event
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.models import Lot
from poshtyar.wallet.tests.coins import (
    YEAR,
    adjust,
    at,
    buy,
    capture,
    counters,
    extend,
    gift,
    hold,
    journal,
    refund,
    undo,
)
from tests.factories import NOW
from tests.race import race

LATER = NOW + YEAR


def test_adds_coins_as_a_lot_of_their_own(organization, leo, now):
    buy(organization, 300)

    entry = adjust(organization, 20, actor=leo, expires_at=LATER)

    lot = Lot.objects.get(movements__entry=entry)
    assert counters(lot) == (20, 0, 0, 0, 0)
    assert (lot.kind, lot.rank, lot.reference, lot.price_rial, lot.expires_at) == ("adjustment", 0, None, None, LATER)
    assert (entry.kind, entry.reason, entry.actor, entry.reverses) == ("adjust", "Miscounted", leo, None)


@pytest.mark.parametrize(("coins", "free"), [(20, 320), (-20, 280)])
def test_records_what_was_adjusted(organization, leo, coins, free):
    buy(organization, 300)

    adjust(organization, coins, actor=leo, expires_at=LATER)

    event = Event.objects.get(kind="wallet.coins_adjusted")
    assert (event.organization, event.actor) == (organization, leo)
    assert event.data == {"coins": coins, "free": free, "reason": "Miscounted", "entry": 2}


def test_needs_a_date_for_what_it_adds(organization, leo):
    with pytest.raises(wallet.ExpiryMissing):
        adjust(organization, 20, actor=leo)

    assert journal(organization) == []


def test_refuses_to_add_dead_coins(organization, leo, now):
    with pytest.raises(wallet.AlreadyExpired):
        adjust(organization, 20, actor=leo, expires_at=now)


def test_takes_coins_in_burn_order(organization, leo, now):
    late, early = buy(organization, 30), buy(organization, 20, reference="order:2", expires_at=at(now, 60))

    adjust(organization, -25, actor=leo)

    assert (counters(early), counters(late)) == ((0, 0, 0, 0, 20), (25, 0, 0, 0, 5))
    assert journal(organization)[-1] == ("adjust", [("available", "revoked", 20), ("available", "revoked", 5)])


def test_takes_coins_of_the_named_lot_only(organization, leo, now):
    late, early = buy(organization, 30), buy(organization, 20, reference="order:2", expires_at=at(now, 60))

    adjust(organization, -25, actor=leo, lot=late.pk)

    assert (counters(early), counters(late)) == ((20, 0, 0, 0, 0), (5, 0, 0, 0, 25))


def test_takes_exactly_what_is_free(organization, leo):
    lot = buy(organization, 30)
    hold(organization, 10)

    adjust(organization, -20, actor=leo)

    assert counters(lot) == (0, 10, 0, 0, 20)


@pytest.mark.parametrize("named", [True, False])
def test_refuses_one_more_than_is_free(organization, leo, named):
    lot = buy(organization, 30)
    other = buy(organization, 1, reference="order:2") if named else None
    hold(organization, 10)

    with pytest.raises(wallet.MoreThanFree) as refused:
        adjust(organization, -21, actor=leo, lot=lot.pk if named else None)

    assert (refused.value.asked, refused.value.available) == (21, 20)
    assert counters(lot) == (20, 10, 0, 0, 0)
    assert other is None or counters(other) == (1, 0, 0, 0, 0)


def test_takes_nothing_of_another_organizations_lot(organization, charlie, leo):
    lot = buy(charlie.memberships.get().organization, 30)
    buy(organization, 30, reference="order:2")

    with pytest.raises(wallet.MoreThanFree):
        adjust(organization, -1, actor=leo, lot=lot.pk)

    assert counters(lot) == (30, 0, 0, 0, 0)


@pytest.mark.parametrize(("moment", "taken"), [(59, 30), (60, 0)])
def test_takes_live_coins_only(organization, leo, now, moment, taken):
    lot = buy(organization, 30, expires_at=at(now, 60))

    try:
        adjust(organization, -30, actor=leo, now=at(now, moment))
    except wallet.MoreThanFree:
        assert taken == 0

    assert counters(lot)[4] == taken


@pytest.mark.parametrize(("coins", "terms"), [(20, {"expires_at": LATER}), (-20, {})])
def test_adjusts_once_when_called_twice(organization, leo, now, coins, terms):
    buy(organization, 300)

    first = adjust(organization, coins, actor=leo, **terms)

    assert adjust(organization, coins, actor=leo, now=at(now, 60), **terms) == first
    assert len(journal(organization)) == 2


def test_refuses_the_same_key_for_another_adjustment(organization, leo):
    buy(organization, 300)
    adjust(organization, -20, actor=leo)

    for coins in (20, -21):
        with pytest.raises(IdempotencyConflict):
            adjust(organization, coins, actor=leo, expires_at=LATER)

    assert len(journal(organization)) == 2


def test_shares_its_key_with_no_other_act(organization, mina):
    """Forms of different acts may carry the same nonce."""
    lot = buy(organization, 300)
    hold(organization, 50)
    capture(50)

    gift(organization, 20, actor=mina, key="form-1")
    adjust(organization, 20, actor=mina, key="form-1", expires_at=LATER)
    refund(organization, 20, actor=mina, key="form-1")
    undo(20, actor=mina, key="form-1")
    extend(organization, lot, LATER + YEAR, actor=mina, key="form-1")

    kinds = [kind for kind, _ in journal(organization)]
    assert kinds == ["purchase", "hold", "capture", "gift", "adjust", "refund", "undo", "extend"]


@pytest.mark.parametrize("coins", [0, 2**31, -(2**31), "1", 1.0, None])
def test_r14_refuses_what_is_no_number_of_coins(organization, leo, coins):
    buy(organization, 300)

    with pytest.raises(wallet.InvalidCoins):
        adjust(organization, coins, actor=leo, expires_at=LATER)


@pytest.mark.parametrize("who", ["alice", "agnes"])
def test_is_a_leads_act(organization, who, request):
    lot = buy(organization, 300)

    for coins in (20, -20):
        with pytest.raises(NotAllowed):
            adjust(organization, coins, actor=request.getfixturevalue(who), expires_at=LATER)

    assert counters(lot) == (300, 0, 0, 0, 0)


def test_needs_a_reason(organization, leo):
    buy(organization, 300)

    with pytest.raises(wallet.ReasonMissing):
        adjust(organization, -20, actor=leo, reason="")


def test_books_due_expiries_first(organization, leo, mina, now):
    gift(organization, 10, actor=mina, expires_at=at(now, 60))
    buy(organization, 300)

    adjust(organization, -10, actor=leo, now=at(now, 60))

    assert [kind for kind, _ in journal(organization)] == ["gift", "purchase", "expire", "adjust"]


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_only_what_is_there_is_taken(organization, leo):
    lot = buy(organization, 300)

    def attempt(worker):
        try:
            return [adjust(organization, -70, actor=leo, key=f"form-{worker}").total]
        except wallet.MoreThanFree:
            return []

    outcomes = race(6, attempt)

    assert list(chain.from_iterable(outcomes)) == [70] * 4
    assert counters(lot) == (20, 0, 0, 0, 280)


@pytest.mark.django_db(transaction=True)
def test_of_one_form_sent_by_many_at_once_one_counts(organization, leo):
    lot = buy(organization, 300)

    entries = race(4, lambda _: adjust(organization, -70, actor=leo))

    assert len(set(entries)) == 1
    assert counters(lot) == (230, 0, 0, 0, 70)
