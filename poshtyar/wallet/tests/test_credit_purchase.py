"""credit_purchase …"""

from datetime import UTC, datetime

import pytest

from poshtyar.common.errors import IdempotencyConflict
from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries
from poshtyar.wallet.models import DebtLine, Entry, Lot, Wallet
from poshtyar.wallet.tests.coins import at, buy, capture, counters, hold, journal
from tests.race import race


def owe(organization, coins):
    """Use so many coins of a purchase that the bank took back."""
    buy(organization, coins, reference="order:disputed")
    hold(organization, coins)
    Lot.objects.update(disputed=True)
    capture(coins)


def test_adds_a_lot_of_its_own(organization, now):
    lot = buy(organization, 300, expires_at=at(now, 60))

    assert counters(lot) == (300, 0, 0, 0, 0)
    assert (lot.kind, lot.rank, lot.price_rial, lot.credited_at) == ("purchase", 1, 60_000_000, now)
    assert (lot.label_fa, lot.label_en, lot.expires_at) == ("ضروری", "Essential", at(now, 60))
    assert journal(organization) == [("purchase", [("issued", "available", 300)])]


def test_b3_keeps_several_packages_apart(organization, now):
    buy(organization, 300)
    buy(organization, 550, reference="order:2", now=at(now, 60))

    assert [lot.available for lot in queries.lots_of(organization, at(now, 60))] == [300, 550]


def test_credits_once_when_called_twice(organization, now):
    lot = buy(organization, 300)

    assert buy(organization, 300, now=at(now, 60)) == lot
    assert queries.balance_of(organization, at(now, 60)).available == 300


def test_refuses_the_same_reference_on_other_terms(organization):
    buy(organization, 300)

    with pytest.raises(IdempotencyConflict):
        buy(organization, 301)


@pytest.mark.parametrize("coins", [0, -1, 2**31, "300", 1e3])
def test_r14_refuses_what_is_no_number_of_coins(organization, coins):
    with pytest.raises(wallet.InvalidCoins):
        buy(organization, coins)


def test_credits_as_many_as_fit(organization):
    assert counters(buy(organization, 2**31 - 1))[0] == 2**31 - 1


def test_refuses_coins_that_would_have_expired(organization, now):
    with pytest.raises(wallet.AlreadyExpired):
        buy(organization, 300, expires_at=now)


@pytest.mark.parametrize(("owed", "left"), [(5, 295), (300, 0), (400, 0)])
def test_repays_debt_first(organization, owed, left):
    owe(organization, owed)

    lot = buy(organization, 300)

    repaid = min(owed, 300)
    assert counters(lot) == (left, 0, repaid, 0, 0)
    assert Wallet.objects.get().debt == owed - repaid
    assert DebtLine.objects.get(purchase=lot).delta == -repaid
    assert Entry.objects.latest("seq").total == 300 + repaid


def test_books_due_expiries_first(organization, now):
    buy(organization, 10, expires_at=at(now, 60))

    buy(organization, 300, reference="order:2", now=at(now, 60))

    assert [kind for kind, _ in journal(organization)] == ["purchase", "expire", "purchase"]


@pytest.mark.parametrize(
    ("bought_at", "until"),
    [
        (datetime(2026, 11, 28, 6, 30, tzinfo=UTC), datetime(2027, 11, 28, 20, 30, tzinfo=UTC)),
        # Half past twelve at night in Tehran is still yesterday in UTC; the local day counts.
        (datetime(2026, 11, 27, 21, 0, tzinfo=UTC), datetime(2027, 11, 28, 20, 30, tzinfo=UTC)),
        (datetime(2026, 11, 28, 20, 29, 59, tzinfo=UTC), datetime(2027, 11, 28, 20, 30, tzinfo=UTC)),
        (datetime(2026, 11, 28, 20, 30, tzinfo=UTC), datetime(2027, 11, 29, 20, 30, tzinfo=UTC)),
        # 29 February lies between.
        (datetime(2027, 6, 1, 8, 0, tzinfo=UTC), datetime(2028, 5, 31, 20, 30, tzinfo=UTC)),
    ],
)
def test_b2_lasts_to_the_end_of_the_local_day(bought_at, until):
    """B2: 365 days after the day of purchase, to the end of that day in Tehran."""
    assert wallet.expiry_after(bought_at, 365) == until


@pytest.mark.django_db(transaction=True)
def test_credits_once_when_called_by_many_at_once(organization):
    """The wallet itself is made by the first of them."""
    lots = race(6, lambda _: buy(organization, 300))

    assert len(set(lots)) == 1
    assert Wallet.objects.count() == 1
    assert counters(lots[0]) == (300, 0, 0, 0, 0)
