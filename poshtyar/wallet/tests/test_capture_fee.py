"""capture_fee …"""

import pytest

from poshtyar.wallet import operations as wallet
from poshtyar.wallet.models import Lot
from poshtyar.wallet.tests.coins import at, buy, capture, counters, hold, journal, release


def impossible(actor, now, **options):
    return wallet.capture_fee(reference="quote-version:1", actor=actor, now=now, **options)


@pytest.mark.parametrize(("coins", "fee"), [(12, 12), (15, 15), (40, 15), (40, 0)])
def test_b14_r22_uses_only_the_agreed_fee(organization, agnes, now, coins, fee):
    lot = buy(organization, 300)
    hold(organization, coins, fee=fee)

    entry = impossible(agnes, now)

    assert counters(lot) == (300 - fee, 0, fee, 0, 0)
    assert (entry.kind, entry.reason, entry.is_fee, entry.total) == ("capture", "investigation fee", True, coins)


def test_frees_the_rest_in_the_same_entry(organization, agnes, now):
    buy(organization, 300)
    hold(organization, 40, fee=15)

    impossible(agnes, now)

    assert journal(organization)[-1] == ("capture", [("held", "captured", 15), ("held", "available", 25)])


def test_uses_it_once_when_called_twice(organization, agnes, now):
    lot = buy(organization, 300)
    hold(organization, 40, fee=15)

    assert impossible(agnes, now) == impossible(agnes, at(now, 9))
    assert counters(lot) == (285, 0, 15, 0, 0)


@pytest.mark.parametrize("settle", [lambda: capture(40), release])
def test_refuses_what_is_settled(organization, agnes, now, settle):
    lot = buy(organization, 300)
    hold(organization, 40, fee=15)
    settle()
    before = counters(lot)

    with pytest.raises(wallet.HoldClosed):
        impossible(agnes, now)

    assert counters(lot) == before


def test_gives_back_for_thirty_days_what_expired_meanwhile(organization, agnes, now):
    lot = buy(organization, 40, expires_at=at(now, 60))
    hold(organization, 40, fee=15)

    impossible(agnes, at(now, 60))

    assert counters(lot) == (0, 0, 15, 25, 0)
    back = Lot.objects.get(kind="reinstatement")
    assert counters(back) == (25, 0, 0, 0, 0)
    assert back.expires_at == wallet.expiry_after(at(now, 60), 30)


def test_gives_nothing_back_when_it_is_not_the_agencys_doing(organization, agnes, now):
    lot = buy(organization, 40, expires_at=at(now, 60))
    hold(organization, 40, fee=15)

    impossible(agnes, at(now, 60), by_agency=False)

    assert counters(lot) == (0, 0, 15, 25, 0)
    assert not Lot.objects.filter(kind="reinstatement").exists()
