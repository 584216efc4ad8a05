"""release_hold …"""

import pytest

from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries
from poshtyar.wallet.models import Entry, Lot
from poshtyar.wallet.tests.coins import at, buy, capture, counters, hold, journal, release
from tests.race import race


def test_b11_frees_every_coin_into_its_own_lot(organization, now):
    early, late = buy(organization, 20, expires_at=at(now, 60)), buy(organization, 300, reference="order:2")
    hold(organization, 50)

    release()

    assert (counters(early), counters(late)) == ((20, 0, 0, 0, 0), (300, 0, 0, 0, 0))
    assert journal(organization)[-1] == ("release", [("held", "available", 20), ("held", "available", 30)])


def test_frees_once_when_called_twice(organization, now):
    lot = buy(organization, 300)
    hold(organization, 50)

    assert release() == release(now=at(now, 60))
    assert counters(lot) == (300, 0, 0, 0, 0)


def test_refuses_what_is_settled(organization):
    lot = buy(organization, 300)
    hold(organization, 50)
    capture(0)

    with pytest.raises(wallet.HoldClosed) as refused:
        release()

    assert refused.value.code == "hold_closed"
    assert counters(lot) == (300, 0, 0, 0, 0)


@pytest.mark.parametrize(("moment", "there"), [(59, (20, 0, 0, 0, 0)), (60, (0, 0, 0, 20, 0)), (61, (0, 0, 0, 20, 0))])
def test_lets_coins_expire_from_their_date_on(organization, now, moment, there):
    lot = buy(organization, 20, expires_at=at(now, 60))
    hold(organization, 20)

    release(now=at(now, moment))

    assert counters(lot) == there


def test_gives_back_for_thirty_days_what_expired_by_the_agencys_doing(organization, agnes, now):
    lot = buy(organization, 20, expires_at=at(now, 60))
    live = buy(organization, 10, reference="order:2")
    hold(organization, 30)

    release(actor=agnes, now=at(now, 60), by_agency=True)

    assert (counters(lot), counters(live)) == ((0, 0, 0, 20, 0), (10, 0, 0, 0, 0))
    back = Lot.objects.get(kind="reinstatement")
    assert (back.available, back.rank, back.expires_at) == (20, 0, wallet.expiry_after(at(now, 60), 30))
    assert queries.balance_of(organization, at(now, 60)).available == 30
    assert Entry.objects.get(kind="reinstate").actor == agnes


def test_gives_nothing_back_while_the_coins_are_alive(organization, agnes):
    buy(organization, 20)
    hold(organization, 20)

    release(actor=agnes, by_agency=True)

    assert [kind for kind, _ in journal(organization)] == ["purchase", "hold", "release"]


def test_gives_back_once_when_called_twice(organization, agnes, now):
    buy(organization, 20, expires_at=at(now, 60))
    hold(organization, 20)

    for _ in range(2):
        release(actor=agnes, now=at(now, 60), by_agency=True)

    assert Lot.objects.filter(kind="reinstatement").count() == 1


def test_takes_back_coins_of_a_disputed_purchase(organization, now):
    lot = buy(organization, 20)
    hold(organization, 20)
    Lot.objects.update(disputed=True)

    release()

    assert counters(lot) == (0, 0, 0, 0, 20)


def test_gives_nothing_back_of_a_disputed_purchase(organization, agnes, now):
    lot = buy(organization, 20, expires_at=at(now, 60))
    hold(organization, 20)
    Lot.objects.update(disputed=True)

    release(actor=agnes, now=at(now, 60), by_agency=True)

    assert counters(lot) == (0, 0, 0, 20, 0)
    assert not Lot.objects.filter(kind="reinstatement").exists()


@pytest.mark.django_db(transaction=True)
def test_frees_once_when_called_by_many_at_once(organization):
    lot = buy(organization, 300)
    hold(organization, 50)

    entries = race(4, lambda _: release())

    assert len(set(entries)) == 1
    assert counters(lot) == (300, 0, 0, 0, 0)
