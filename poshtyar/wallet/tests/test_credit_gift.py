"""credit_gift …"""

import pytest

from poshtyar.common.errors import IdempotencyConflict, NotAllowed
from poshtyar.events.models import Event
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.models import Entry, Lot
from poshtyar.wallet.tests.coins import (
    YEAR,
    at,
    buy,
    capture,
    charge_back,
    counters,
    debt_of,
    gift,
    hold,
    journal,
)
from tests.race import race


def test_adds_a_lot_of_its_own(organization, mina):
    lot = gift(organization, 10, actor=mina)

    assert counters(lot) == (10, 0, 0, 0, 0)
    assert (lot.kind, lot.rank, lot.reference, lot.price_rial) == ("gift", 0, None, None)
    entry = Entry.objects.get()
    assert (entry.kind, entry.reason, entry.actor) == ("gift", "welcome", mina)


def test_b3_is_used_before_paid_coins_that_expire_with_it(organization, mina, now):
    paid = buy(organization, 10, expires_at=now + YEAR)
    free = gift(organization, 10, actor=mina, expires_at=now + YEAR)

    hold(organization, 10)

    assert (counters(free)[1], counters(paid)[1]) == (10, 0)


def test_repays_no_debt(organization, mina):
    buy(organization, 50)
    hold(organization, 50)
    capture(50)
    charge_back(organization, actor=mina)

    lot = gift(organization, 10, actor=mina)

    assert counters(lot) == (10, 0, 0, 0, 0)
    assert debt_of(organization) == (50, [(50, "order:1")])


def test_gives_once_when_called_twice(organization, mina, now):
    first = gift(organization, 10, actor=mina, expires_at=now + YEAR)

    assert gift(organization, 10, actor=mina, expires_at=now + YEAR, now=at(now, 60)) == first
    assert Lot.objects.count() == 1


def test_refuses_the_same_key_for_another_gift(organization, mina):
    gift(organization, 10, actor=mina)

    with pytest.raises(IdempotencyConflict):
        gift(organization, 11, actor=mina)


def test_refuses_the_same_key_for_a_gift_until_another_day(organization, mina, now):
    first = gift(organization, 10, actor=mina, expires_at=now + YEAR)

    with pytest.raises(IdempotencyConflict):
        gift(organization, 10, actor=mina, expires_at=now + 2 * YEAR)
    assert list(Lot.objects.all()) == [first]


@pytest.mark.parametrize("who", ["alice", "agnes", None])
def test_refuses_a_gift_from_anybody_but_leads(organization, who, request):
    with pytest.raises(NotAllowed):
        gift(organization, 10, actor=who and request.getfixturevalue(who))

    assert journal(organization) == []


def test_refuses_a_gift_without_a_reason(organization, leo):
    with pytest.raises(wallet.ReasonMissing):
        gift(organization, 10, actor=leo, reason=" ")

    assert journal(organization) == []


def test_records_what_was_given(organization, leo):
    buy(organization, 300)
    gift(organization, 10, actor=leo)

    event = Event.objects.get(kind="wallet.gift_credited")
    assert (event.organization, event.actor) == (organization, leo)
    assert event.data == {"coins": 10, "free": 310, "reason": "welcome", "entry": 2}


def test_refuses_a_gift_that_would_have_expired(organization, mina, now):
    with pytest.raises(wallet.AlreadyExpired):
        gift(organization, 10, actor=mina, expires_at=at(now, -1))


def test_refuses_no_coins(organization, mina):
    with pytest.raises(wallet.InvalidCoins):
        gift(organization, 0, actor=mina)


@pytest.mark.django_db(transaction=True)
def test_gives_once_when_called_by_many_at_once(organization, mina):
    lots = race(4, lambda _: gift(organization, 10, actor=mina))

    assert len(set(lots)) == 1
