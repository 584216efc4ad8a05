"""capture_hold …"""

import pytest

from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries
from poshtyar.wallet.models import DebtLine, Entry, Hold, Lot, Wallet
from poshtyar.wallet.tests.coins import at, buy, capture, counters, hold, journal, release
from tests.race import race


def test_b18_leaves_250_of_300_after_work_of_50(organization, now):
    """B18: 300 coins, quoted at 50: approved → 250 free and 50 set aside; delivered → 250 left."""
    buy(organization, 300)
    hold(organization, 50)
    approved = queries.balance_of(organization, now)

    capture(50)

    delivered = queries.balance_of(organization, now)
    assert (approved.available, approved.held) == (250, 50)
    assert (delivered.available, delivered.held) == (250, 0)


def test_b11_uses_less_and_releases_the_rest_in_one_entry(organization):
    lot = buy(organization, 300)
    hold(organization, 50)

    entry = capture(35)

    assert counters(lot) == (265, 0, 35, 0, 0)
    assert journal(organization)[-1] == ("capture", [("held", "captured", 35), ("held", "available", 15)])
    assert entry.total == 50


def test_may_use_nothing(organization):
    lot = buy(organization, 300)
    hold(organization, 50)

    capture(0)

    assert counters(lot) == (300, 0, 0, 0, 0)
    assert not queries.hold_of("quote-version:1").open


@pytest.mark.parametrize("coins", [51, -1, 2**63, "50", 1.5])
def test_b11_r23_refuses_more_than_was_set_aside(organization, coins):
    lot = buy(organization, 300)
    hold(organization, 50)

    with pytest.raises(wallet.InvalidCoins):
        capture(coins)

    assert counters(lot) == (250, 50, 0, 0, 0)


def test_uses_once_when_called_twice(organization, now):
    lot = buy(organization, 300)
    hold(organization, 50)

    first, second = capture(50), capture(50, now=at(now, 60))

    assert first == second
    assert counters(lot) == (250, 0, 50, 0, 0)


@pytest.mark.parametrize("settle_otherwise", [lambda: capture(49), release])
def test_settles_in_one_way_only(organization, settle_otherwise):
    lot = buy(organization, 300)
    hold(organization, 50)
    capture(50)

    with pytest.raises(wallet.HoldClosed):
        settle_otherwise()

    assert counters(lot) == (250, 0, 50, 0, 0)


def test_knows_only_what_was_set_aside(organization):
    buy(organization, 300)

    with pytest.raises(Hold.DoesNotExist):
        capture(1)


def test_uses_coins_whose_date_passed_first(organization, now):
    """Work approved before the date may end after it: its coins are shielded, and used before the others."""
    early = buy(organization, 20, expires_at=at(now, 60))
    late = buy(organization, 30, reference="order:2")
    hold(organization, 50)

    capture(30, now=at(now, 61))

    assert (counters(early), counters(late)) == ((0, 0, 20, 0, 0), (20, 0, 10, 0, 0))


def test_lets_what_it_does_not_use_expire(organization, now):
    early = buy(organization, 20, expires_at=at(now, 60))
    hold(organization, 20)

    capture(15, now=at(now, 60))

    assert counters(early) == (0, 0, 15, 5, 0)
    assert queries.balance_of(organization, at(now, 60)).available == 0


def test_books_due_expiries_first(organization, now):
    early = buy(organization, 30, expires_at=at(now, 60))
    hold(organization, 20)

    capture(20, now=at(now, 60))

    assert counters(early) == (0, 0, 20, 10, 0)
    assert [kind for kind, _ in journal(organization)] == ["purchase", "hold", "expire", "capture"]


def test_leaves_other_holds_in_the_same_lot_alone(organization):
    lot = buy(organization, 300)
    hold(organization, 50)
    hold(organization, 20, reference="quote-version:2")

    capture(50)

    assert counters(lot) == (230, 20, 50, 0, 0)


def test_owes_what_it_uses_of_a_disputed_purchase(organization):
    """The bank took the money back, the work was done all the same: what it used is owed."""
    paid, disputed = buy(organization, 20), buy(organization, 30, reference="order:2")
    hold(organization, 50)
    Lot.objects.filter(pk=disputed.pk).update(disputed=True)

    capture(45)

    assert Wallet.objects.get().debt == 25
    assert [(line.delta, line.purchase) for line in DebtLine.objects.all()] == [(25, disputed)]
    assert (counters(paid), counters(disputed)) == ((0, 0, 20, 0, 0), (0, 0, 25, 0, 5))


def test_keeps_its_reason_and_actor(organization, agnes, now):
    buy(organization, 300)
    hold(organization, 50)

    entry = wallet.capture_hold(reference="quote-version:1", coins=50, actor=agnes, now=now, reason="Delivered")

    assert (entry.reason, entry.actor, entry.booked_at) == ("Delivered", agnes, now)


def test_takes_eight_round_trips(organization, django_assert_num_queries):
    buy(organization, 300)
    hold(organization, 50)

    with django_assert_num_queries(8):
        capture(50)


@pytest.mark.django_db(transaction=True)
def test_only_one_of_many_at_once_settles_a_hold(organization):
    """Eight people deliver, deliver in part and cancel at the same instant: one of them counts."""
    lot = buy(organization, 300)
    hold(organization, 50)

    def settle(worker):
        try:
            release() if worker % 2 else capture(10 * worker // 2)
        except wallet.HoldClosed:
            return "too late"
        return worker % 2 or worker

    outcomes = race(8, settle)

    assert Entry.objects.filter(kind__in=["capture", "release"]).count() == 1
    winners = {outcome for outcome in outcomes if outcome != "too late"}
    assert len(winners) == 1
    available, held, used, expired, revoked = counters(lot)
    assert (available + used, held, expired, revoked) == (300, 0, 0, 0)
