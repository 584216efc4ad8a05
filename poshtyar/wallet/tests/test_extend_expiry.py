"""extend_expiry …"""

import pytest

from poshtyar.common.errors import IdempotencyConflict, NotAllowed
from poshtyar.events.models import Event
from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries
from poshtyar.wallet.models import Lot
from poshtyar.wallet.tests.coins import YEAR, at, buy, capture, counters, extend, gift, hold, journal, release
from tests.factories import NOW
from tests.race import race

SOON, LATER = at(NOW, 60), NOW + YEAR


def test_moves_free_coins_to_a_lot_with_a_later_date(organization, mina):
    old = buy(organization, 300, expires_at=SOON)

    entry = extend(organization, old, LATER, actor=mina)

    new = Lot.objects.get(continues=old)
    assert (counters(old), counters(new)) == ((0, 0, 0, 0, 300), (300, 0, 0, 0, 0))
    assert (new.kind, new.rank, new.label_fa, new.label_en) == ("reinstatement", 0, "ضروری", "Essential")
    assert (new.expires_at, new.reference, new.price_rial) == (LATER, None, None)
    assert journal(organization)[-1] == ("extend", [("available", "revoked", 300), ("issued", "available", 300)])
    assert (entry.reason, entry.actor) == ("A long holiday", mina)


def test_changes_no_balance_but_its_date(organization, mina, now):
    old = buy(organization, 300, expires_at=SOON)

    extend(organization, old, LATER, actor=mina)

    balance = queries.balance_of(organization, now)
    assert (balance.available, balance.next_expiry_at) == (300, LATER)
    assert queries.balance_of(organization, SOON).available == 300


def test_records_what_was_moved(organization, mina):
    old = buy(organization, 300, expires_at=SOON)
    gift(organization, 5, actor=mina)

    extend(organization, old, LATER, actor=mina)

    event = Event.objects.get(kind="wallet.expiry_extended")
    assert (event.organization, event.actor) == (organization, mina)
    moved = {"coins": 300, "expires_at": LATER.isoformat(), "free": 305, "reason": "A long holiday", "entry": 3}
    assert event.data == moved


def test_leaves_coins_set_aside_where_they_are(organization, mina, now):
    old = buy(organization, 300, expires_at=SOON)
    hold(organization, 50)

    extend(organization, old, LATER, actor=mina)
    release(now=SOON)

    assert counters(old) == (0, 0, 0, 50, 250)


def test_moves_a_date_that_was_moved_before(organization, mina):
    old = buy(organization, 300, expires_at=SOON)
    extend(organization, old, at(SOON, 60), actor=mina)
    middle = Lot.objects.get(continues=old)

    extend(organization, middle, LATER, actor=mina, key="form-2")

    last = Lot.objects.latest("id")
    assert (last.continues, counters(middle), counters(last)) == (old, (0, 0, 0, 0, 300), (300, 0, 0, 0, 0))


def test_b7_keeps_the_standing_of_the_purchase(organization, mina, now):
    old = buy(organization, 300, expires_at=SOON)
    hold(organization, 50)

    extend(organization, old, LATER, actor=mina)

    assert queries.lot_standings(organization, now) == {"order:1": queries.LotStanding(250, 50, LATER)}
    assert queries.plan_hold(organization, 10, now) == [("order:1", 10)]


@pytest.mark.parametrize("until", [SOON, at(SOON, -1)])
def test_refuses_a_date_that_is_not_later(organization, mina, until):
    lot = buy(organization, 300, expires_at=SOON)

    with pytest.raises(wallet.ExpiryNotLater):
        extend(organization, lot, until, actor=mina)

    assert counters(lot) == (300, 0, 0, 0, 0)


def test_refuses_coins_that_never_expire(organization, mina):
    lot = gift(organization, 10, actor=mina, expires_at=None)

    with pytest.raises(wallet.ExpiryNotLater):
        extend(organization, lot, LATER, actor=mina)


@pytest.mark.parametrize(("moment", "moved"), [(-1, 300), (0, 0)])
def test_is_for_live_coins_only(organization, mina, moment, moved):
    lot = buy(organization, 300, expires_at=SOON)

    try:
        extend(organization, lot, LATER, actor=mina, now=at(SOON, moment))
    except wallet.MoreThanFree:
        assert moved == 0

    assert counters(lot)[4] == moved


def test_refuses_a_lot_without_free_coins(organization, mina):
    lot = buy(organization, 50)
    hold(organization, 50)
    capture(50)

    with pytest.raises(wallet.MoreThanFree):
        extend(organization, lot, LATER + YEAR, actor=mina)


def test_refuses_another_organizations_lot(organization, charlie, mina):
    lot = buy(charlie.memberships.get().organization, 30, expires_at=SOON)

    with pytest.raises(wallet.MoreThanFree):
        extend(organization, lot, LATER, actor=mina)

    assert counters(lot) == (30, 0, 0, 0, 0)


def test_moves_once_when_called_twice(organization, mina, now):
    lot = buy(organization, 300, expires_at=SOON)

    assert extend(organization, lot, LATER, actor=mina) == extend(organization, lot, LATER, actor=mina, now=at(now, 9))
    assert Lot.objects.count() == 2


def test_refuses_the_same_key_for_another_date(organization, mina):
    lot = buy(organization, 300, expires_at=SOON)
    extend(organization, lot, LATER, actor=mina)

    with pytest.raises(IdempotencyConflict):
        extend(organization, lot, at(LATER, 1), actor=mina)


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_is_a_managers_act(organization, who, request):
    lot = buy(organization, 300, expires_at=SOON)

    with pytest.raises(NotAllowed):
        extend(organization, lot, LATER, actor=request.getfixturevalue(who))

    assert counters(lot) == (300, 0, 0, 0, 0)


def test_needs_a_reason(organization, mina):
    lot = buy(organization, 300, expires_at=SOON)

    with pytest.raises(wallet.ReasonMissing):
        extend(organization, lot, LATER, actor=mina, reason="")


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_moves_the_date(organization, mina):
    lot = buy(organization, 300, expires_at=SOON)

    def attempt(worker):
        try:
            return extend(organization, lot, LATER, actor=mina, key=f"form-{worker}").pk
        except wallet.MoreThanFree:
            return None

    outcomes = race(4, attempt)

    assert len([outcome for outcome in outcomes if outcome]) == 1
    assert counters(lot) == (0, 0, 0, 0, 300)
