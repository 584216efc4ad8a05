"""replace_hold …"""

import pytest

from poshtyar.common.errors import IdempotencyConflict
from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries
from poshtyar.wallet.models import Hold, Lot, Wallet
from poshtyar.wallet.tests.coins import at, buy, capture, counters, hold, journal, release
from tests.factories import NOW
from tests.race import race


def replace(organization, coins, *, fee=0, old="quote-version:1", new="quote-version:2", now=NOW):
    return wallet.replace_hold(
        organization=organization, old_reference=old, reference=new, coins=coins, fee=fee, actor=None, now=now
    )


def test_b13_sets_more_aside_in_one_entry(organization):
    lot = buy(organization, 300)
    hold(organization, 50)

    made = replace(organization, 70, fee=15)

    assert (made.amount, made.fee) == (70, 15)
    assert counters(lot) == (230, 70, 0, 0, 0)
    assert journal(organization)[-1] == ("replace", [("held", "held", 50), ("available", "held", 20)])
    assert not queries.hold_of("quote-version:1").open
    assert queries.hold_of("quote-version:2").open


def test_b13_sets_less_aside_and_frees_the_rest(organization):
    lot = buy(organization, 300)
    hold(organization, 50)

    replace(organization, 30)

    assert counters(lot) == (270, 30, 0, 0, 0)
    assert journal(organization)[-1] == ("replace", [("held", "held", 30), ("held", "available", 20)])


def test_keeps_the_same_number(organization):
    lot = buy(organization, 50)
    hold(organization, 50)

    replace(organization, 50)

    assert counters(lot) == (0, 50, 0, 0, 0)


def test_takes_exactly_enough(organization):
    lot = buy(organization, 70)
    hold(organization, 50)

    replace(organization, 70)

    assert counters(lot) == (0, 70, 0, 0, 0)


def test_b13_refuses_one_too_few_and_keeps_the_old_hold(organization):
    lot = buy(organization, 69)
    hold(organization, 50)

    with pytest.raises(wallet.NotEnoughCoins) as refused:
        replace(organization, 70)

    assert (refused.value.needed, refused.value.available, refused.value.missing) == (20, 19, 1)
    assert counters(lot) == (19, 50, 0, 0, 0)
    assert queries.hold_of("quote-version:1").open


def test_counts_debt_as_missing(organization):
    buy(organization, 60)
    hold(organization, 50)
    Wallet.objects.update(debt=5)

    with pytest.raises(wallet.NotEnoughCoins) as refused:
        replace(organization, 70)

    assert refused.value.missing == 15


def test_is_settled_by_its_own_name_afterwards(organization):
    lot = buy(organization, 300)
    hold(organization, 50)
    replace(organization, 70)

    capture(60, reference="quote-version:2")

    assert counters(lot) == (240, 0, 60, 0, 0)


def test_replaces_again_and_again(organization):
    lot = buy(organization, 300)
    hold(organization, 50)
    replace(organization, 70)
    replace(organization, 20, old="quote-version:2", new="quote-version:3")

    release(reference="quote-version:3")

    assert counters(lot) == (300, 0, 0, 0, 0)


def test_replaces_once_when_called_twice(organization, now):
    lot = buy(organization, 300)
    hold(organization, 50)

    assert replace(organization, 70) == replace(organization, 70, now=at(now, 60))
    assert counters(lot) == (230, 70, 0, 0, 0)


def test_refuses_other_terms_afterwards(organization):
    buy(organization, 300)
    hold(organization, 50)
    replace(organization, 70)

    with pytest.raises(wallet.HoldClosed):
        replace(organization, 71)


@pytest.mark.parametrize("settle", [lambda: capture(50), release])
def test_refuses_what_is_settled(organization, settle):
    buy(organization, 300)
    hold(organization, 50)
    settle()

    with pytest.raises(IdempotencyConflict):
        replace(organization, 70)

    assert queries.hold_of("quote-version:2") is None


def test_keeps_the_shield_of_coins_whose_date_passed(organization, now):
    """A shield is not lost by quoting anew: the dead coins go first into the new hold, the live ones are freed."""
    dead, live = buy(organization, 20, expires_at=at(now, 60)), buy(organization, 30, reference="order:2")
    hold(organization, 50)

    replace(organization, 25, now=at(now, 60))

    assert (counters(dead), counters(live)) == ((0, 20, 0, 0, 0), (25, 5, 0, 0, 0))


def test_keeps_the_shield_of_a_disputed_purchase(organization):
    lot = buy(organization, 50)
    hold(organization, 50)
    Lot.objects.update(disputed=True)

    replace(organization, 30)

    assert counters(lot) == (0, 30, 0, 0, 20)


def test_lets_surplus_whose_date_passed_expire(organization, now):
    dead = buy(organization, 50, expires_at=at(now, 60))
    hold(organization, 50)

    replace(organization, 30, now=at(now, 60))

    assert counters(dead) == (0, 30, 0, 20, 0)


def test_refuses_a_hold_of_another_organization(organization, charlie):
    buy(organization, 300)
    hold(organization, 50)

    with pytest.raises(Hold.DoesNotExist):
        replace(charlie.memberships.get().organization, 70)

    assert queries.hold_of("quote-version:1").open


def test_refuses_odd_terms(organization):
    buy(organization, 300)
    hold(organization, 50)

    for coins, fee in [(0, 0), (10, 11), (-5, 0)]:
        with pytest.raises(wallet.InvalidCoins):
            replace(organization, coins, fee=fee)


@pytest.mark.django_db(transaction=True)
def test_replaces_once_when_called_by_many_at_once(organization):
    lot = buy(organization, 300)
    hold(organization, 50)

    holds = race(4, lambda _: replace(organization, 70))

    assert len(set(holds)) == 1
    assert counters(lot) == (230, 70, 0, 0, 0)
