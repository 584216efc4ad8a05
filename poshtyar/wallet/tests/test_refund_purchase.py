"""refund_purchase …"""

from itertools import chain

import pytest
from hypothesis import given
from hypothesis import strategies as st

from poshtyar.common.errors import IdempotencyConflict, NotAllowed
from poshtyar.events.models import Event
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.allocation import money_share
from poshtyar.wallet.models import Lot
from poshtyar.wallet.tests.coins import (
    adjust,
    at,
    broken_invariants,
    buy,
    capture,
    counters,
    extend,
    gift,
    hold,
    journal,
    refund,
    release,
)
from poshtyar.wallet.tests.history import DAY
from tests.race import race


def test_takes_free_coins_back_for_their_share_of_the_price(organization, mina, now):
    lot = buy(organization, 300, price_rial=60_000_000)

    entry = refund(organization, 100, actor=mina)

    assert counters(lot) == (200, 0, 0, 0, 100)
    assert (entry.kind, entry.total, entry.meta, entry.reason) == ("refund", 100, {"money_rial": 20_000_000}, "Sorry")
    assert entry.reverses == lot.movements.get(src="issued").entry


def test_records_what_was_refunded(organization, mina):
    buy(organization, 300)
    gift(organization, 5, actor=mina)

    refund(organization, 100, actor=mina)

    event = Event.objects.get(kind="wallet.purchase_refunded")
    assert (event.organization, event.actor) == (organization, mina)
    money = {"money_rial": 20_000_000, "vat_rial": 0}
    assert event.data == money | {"coins": 100, "free": 205, "reason": "Sorry", "entry": 3}


def test_tells_shares_of_the_vat_that_add_up_to_it(organization, mina):
    buy(organization, 300)
    for number, coins in enumerate([1, 98, 201]):
        refund(organization, coins, key=f"form-{number}", actor=mina, vat_rial=5_999_999)

    told = Event.objects.filter(kind="wallet.purchase_refunded").order_by("id")

    assert [event.data["vat_rial"] for event in told] == [19_999, 1_960_000, 4_020_000]


def test_takes_exactly_what_is_free(organization, mina):
    lot = buy(organization, 300)
    hold(organization, 50)
    hold(organization, 20, reference="quote-version:2")
    capture(50)

    refund(organization, 230, actor=mina)

    assert counters(lot) == (0, 20, 50, 0, 230)


def test_refuses_one_more_than_is_free_in_that_lot(organization, mina, now):
    lot = buy(organization, 300)
    buy(organization, 300, reference="order:2")
    hold(organization, 50)

    with pytest.raises(wallet.MoreThanFree) as refused:
        refund(organization, 251, actor=mina)

    assert (refused.value.asked, refused.value.available) == (251, 250)
    assert counters(lot) == (250, 50, 0, 0, 0)


@pytest.mark.parametrize(("moment", "refunded"), [(-1, True), (0, False), (1, False)])
def test_is_for_live_coins_only(organization, mina, now, moment, refunded):
    lot = buy(organization, 300, expires_at=at(now, 60))

    if refunded:
        refund(organization, 300, actor=mina, now=at(now, 60 + moment))
    else:
        with pytest.raises(wallet.PurchaseExpired):
            refund(organization, 300, actor=mina, now=at(now, 60 + moment))

    assert counters(lot)[4] == (300 if refunded else 0)


def test_refunds_once_when_called_twice(organization, mina, now):
    lot = buy(organization, 300)

    assert refund(organization, 100, actor=mina) == refund(organization, 100, actor=mina, now=at(now, 60))
    assert counters(lot) == (200, 0, 0, 0, 100)
    assert Event.objects.filter(kind="wallet.purchase_refunded").count() == 1


def test_refuses_the_same_key_for_another_refund(organization, mina):
    lot = buy(organization, 300)
    refund(organization, 100, actor=mina)

    with pytest.raises(IdempotencyConflict):
        refund(organization, 101, actor=mina)

    assert counters(lot) == (200, 0, 0, 0, 100)


@pytest.mark.parametrize("coins", [0, -1, 2**31, "1", 1.0])
def test_r14_refuses_what_is_no_number_of_coins(organization, mina, coins):
    buy(organization, 300)

    with pytest.raises(wallet.InvalidCoins):
        refund(organization, coins, actor=mina)


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_is_a_managers_act(organization, who, request):
    lot = buy(organization, 300)

    with pytest.raises(NotAllowed):
        refund(organization, 100, actor=request.getfixturevalue(who))

    assert counters(lot) == (300, 0, 0, 0, 0)


def test_needs_a_reason(organization, mina):
    buy(organization, 300)

    with pytest.raises(wallet.ReasonMissing):
        refund(organization, 100, actor=mina, reason=" ")


def test_knows_purchases_of_this_organization_only(organization, charlie, mina):
    lot = buy(organization, 300)

    with pytest.raises(Lot.DoesNotExist):
        refund(charlie.memberships.get().organization, 100, actor=mina)

    assert counters(lot) == (300, 0, 0, 0, 0)


def test_books_due_expiries_first(organization, mina, now):
    buy(organization, 10, expires_at=at(now, 60))
    buy(organization, 300, reference="order:2")

    refund(organization, 300, actor=mina, reference="order:2", now=at(now, 60))

    assert [kind for kind, _ in journal(organization)] == ["purchase", "purchase", "expire", "refund"]


def test_partial_refunds_add_up_to_the_price(organization, mina):
    buy(organization, 7, price_rial=10_000_003)

    money = [refund(organization, 1, actor=mina, key=f"form-{n}").meta["money_rial"] for n in range(7)]

    assert sum(money) == 10_000_003
    assert set(money) == {1_428_571, 1_428_572}


def test_coins_taken_away_by_hand_are_no_refund(organization, mina):
    buy(organization, 4, price_rial=10)
    adjust(organization, -2, actor=mina)

    assert refund(organization, 2, actor=mina).meta == {"money_rial": 5}


def test_takes_what_got_a_later_date_too_soonest_first_for_the_exact_share(organization, mina, now):
    lot = buy(organization, 10, price_rial=1_003)
    hold(organization, 3)
    extend(organization, lot, lot.expires_at + DAY, actor=mina)
    later = Lot.objects.get(continues=lot)
    release()
    extend(organization, later, later.expires_at + DAY, actor=mina, key="form-2")
    latest = Lot.objects.get(continues=lot, available__gt=0)

    money = [refund(organization, n, actor=mina, key=f"form-{n}").meta["money_rial"] for n in (2, 4)]
    rest = refund(organization, 4, actor=mina, key="form-3")

    assert (counters(lot), counters(later), counters(latest)) == ((0, 0, 0, 0, 10), (0, 0, 0, 0, 7), (0, 0, 0, 0, 7))
    assert [*money, rest.meta["money_rial"]] == [200, 401, 402]
    assert [lines for kind, lines in journal(organization) if kind == "refund"] == [
        [("available", "revoked", 2)],
        [("available", "revoked", 1), ("available", "revoked", 3)],
        [("available", "revoked", 4)],
    ]
    assert broken_invariants() == []


def test_follows_coins_past_the_date_that_was_moved_and_not_past_the_new_one(organization, mina, now):
    lot = buy(organization, 10, expires_at=at(now, 60))
    extend(organization, lot, at(now, 120), actor=mina)

    assert refund(organization, 4, actor=mina, now=at(now, 119)).total == 4
    with pytest.raises(wallet.MoreThanFree) as refused:
        refund(organization, 7, actor=mina, key="form-2", now=at(now, 119))
    assert (refused.value.asked, refused.value.available) == (7, 6)
    with pytest.raises(wallet.PurchaseExpired):
        refund(organization, 6, actor=mina, key="form-2", now=at(now, 120))


def test_leaves_moved_coins_of_another_purchase_and_of_gifts(organization, mina, now):
    buy(organization, 10)
    other, present = buy(organization, 10, reference="order:2"), gift(organization, 10, actor=mina)
    for number, lot in enumerate((other, present)):
        extend(organization, lot, lot.expires_at + DAY, actor=mina, key=f"form-{number}")

    with pytest.raises(wallet.MoreThanFree):
        refund(organization, 11, actor=mina)

    assert refund(organization, 10, actor=mina).total == 10


@given(
    price=st.integers(0, 2**53), parts=st.lists(st.integers(1, 1_000), min_size=1, max_size=12), kept=st.integers(0, 9)
)
def test_any_partition_of_the_coins_adds_up_exactly(price, parts, kept):
    """Whatever the parts, they add up to the share of all of them at once; all the coins, to the price."""
    amount = sum(parts) + kept
    before = [sum(parts[:n]) for n in range(len(parts))]

    shares = [money_share(price, amount, done, part) for done, part in zip(before, parts, strict=True)]

    assert sum(shares) == price * sum(parts) // amount
    assert all(share >= 0 for share in shares)
    if not kept:
        assert sum(shares) == price


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_only_what_is_there_is_refunded(organization, mina):
    lot = buy(organization, 300, price_rial=300)

    def attempt(worker):
        try:
            return [refund(organization, 70, actor=mina, key=f"form-{worker}").meta["money_rial"]]
        except wallet.MoreThanFree:
            return []

    outcomes = race(6, attempt)

    assert list(chain.from_iterable(outcomes)) == [70] * 4
    assert counters(lot) == (20, 0, 0, 0, 280)


@pytest.mark.django_db(transaction=True)
def test_of_a_refund_and_a_later_date_at_once_each_coin_goes_one_way(organization, mina):
    lot = buy(organization, 300, price_rial=300)
    acts = [
        lambda: refund(organization, 70, actor=mina),
        lambda: extend(organization, lot, lot.expires_at + DAY, actor=mina),
    ]

    race(2, lambda n: acts[n]())

    assert Lot.objects.get(continues=lot).amount in (230, 300)
    assert sum(Lot.objects.values_list("available", flat=True)) == 230
    assert broken_invariants() == []


@pytest.mark.django_db(transaction=True)
def test_of_one_form_sent_by_many_at_once_one_counts(organization, mina):
    lot = buy(organization, 300)

    entries = race(4, lambda _: refund(organization, 70, actor=mina))

    assert len(set(entries)) == 1
    assert counters(lot) == (230, 0, 0, 0, 70)
