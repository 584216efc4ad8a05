"""hold_coins …"""

from datetime import timedelta
from itertools import chain

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from poshtyar.common.errors import IdempotencyConflict
from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries
from poshtyar.wallet.models import Entry, Hold, Movement, Wallet
from poshtyar.wallet.tests.coins import at, broken_invariants, buy, counters, gift, hold, journal, release
from tests import factories
from tests.race import race

SOON = timedelta(days=10)


def test_b11_sets_coins_aside(organization, alice, now):
    lot = buy(organization, 300)

    made = hold(organization, 50, fee=15, actor=alice)

    assert (made.reference, made.amount, made.fee, made.created_by) == ("quote-version:1", 50, 15, alice)
    assert counters(lot) == (250, 50, 0, 0, 0)
    assert journal(organization)[-1] == ("hold", [("available", "held", 50)])


def test_takes_exactly_enough(organization):
    lot = buy(organization, 50)

    hold(organization, 50)

    assert counters(lot) == (0, 50, 0, 0, 0)


def test_b12_refuses_one_too_few_with_the_missing_number(organization):
    buy(organization, 49)

    with pytest.raises(wallet.NotEnoughCoins) as refused:
        hold(organization, 50)

    refusal = refused.value
    assert str(refusal) == "این کار ۵۰ سکه می‌خواد و ۴۹ سکهٔ آزاد دارید؛ ۱ سکه کمه."
    assert (refusal.needed, refusal.available, refusal.debt, refusal.missing) == (50, 49, 0, 1)
    assert (Hold.objects.count(), len(journal(organization))) == (0, 1)


def test_b12_counts_debt_as_missing(organization):
    buy(organization, 4)
    Wallet.objects.update(debt=5)

    with pytest.raises(wallet.NotEnoughCoins) as refused:
        hold(organization, 12)

    assert refused.value.missing == 13


def test_refuses_where_nothing_was_ever_bought(organization):
    with pytest.raises(wallet.NotEnoughCoins) as refused:
        hold(organization, 1)

    assert refused.value.missing == 1


def test_keeps_the_key_free_after_a_refusal(organization):
    buy(organization, 40)
    with pytest.raises(wallet.NotEnoughCoins):
        hold(organization, 50)
    buy(organization, 10, reference="order:2")

    hold(organization, 50)

    assert queries.hold_of("quote-version:1").open


def test_holds_once_when_called_twice(organization, now):
    lot = buy(organization, 60)

    first, second = hold(organization, 50), hold(organization, 50, now=at(now, 60))

    assert first == second
    assert counters(lot) == (10, 50, 0, 0, 0)


def test_answers_a_repeat_even_when_no_coins_are_left(organization):
    lot = buy(organization, 50)

    first, second = hold(organization, 50), hold(organization, 50)

    assert first == second
    assert counters(lot) == (0, 50, 0, 0, 0)


def test_refuses_the_same_reference_on_other_terms(organization):
    lot = buy(organization, 300)
    hold(organization, 50, fee=15)

    for coins, fee in [(51, 15), (50, 0)]:
        with pytest.raises(IdempotencyConflict):
            hold(organization, coins, fee=fee)

    assert counters(lot) == (250, 50, 0, 0, 0)


def test_refuses_a_reference_of_another_organization(organization, charlie):
    buy(organization, 300)
    hold(organization, 50)
    other = charlie.memberships.get().organization
    lot = buy(other, 300, reference="order:2")

    with pytest.raises(IdempotencyConflict):
        hold(other, 50)

    assert counters(lot) == (300, 0, 0, 0, 0)


@pytest.mark.parametrize("coins", [0, -1, 2**31, 2**63, 1.0, "12", True, None])
def test_refuses_what_is_no_number_of_coins(organization, coins):
    """R14: whole numbers only."""
    buy(organization, 300)

    with pytest.raises(wallet.InvalidCoins):
        hold(organization, coins)


def test_b14_refuses_a_fee_above_the_quote(organization):
    buy(organization, 300)

    with pytest.raises(wallet.InvalidCoins):
        hold(organization, 14, fee=15)

    assert hold(organization, 15, fee=15).fee == 15


def test_b3_uses_what_expires_soonest_then_gifts_then_the_oldest(organization, mina, now):
    third = buy(organization, 10, reference="order:1", expires_at=now + 2 * SOON)
    fourth = buy(organization, 10, reference="order:2", expires_at=now + 2 * SOON)
    second = gift(organization, 10, actor=mina, expires_at=now + 2 * SOON)
    first = buy(organization, 10, reference="order:3", expires_at=now + SOON)
    last = gift(organization, 10, actor=mina, key="endless", expires_at=None)

    hold(organization, 41)

    held = [counters(lot)[1] for lot in (first, second, third, fourth, last)]
    assert held == [10, 10, 10, 10, 1]
    taken = Movement.objects.filter(dst="held").order_by("line").values_list("lot", flat=True)
    assert list(taken) == [lot.pk for lot in (first, second, third, fourth, last)]


def test_b2_uses_coins_in_their_last_second(organization, now):
    expires_at = wallet.expiry_after(now, 365)
    lot = buy(organization, 50, expires_at=expires_at)

    hold(organization, 50, now=at(expires_at, -1))

    assert counters(lot) == (0, 50, 0, 0, 0)


def test_b2_refuses_them_in_the_first_second_after(organization, now):
    expires_at = wallet.expiry_after(now, 365)
    buy(organization, 50, expires_at=expires_at)

    with pytest.raises(wallet.NotEnoughCoins) as refused:
        hold(organization, 50, now=expires_at)

    assert refused.value.available == 0


def test_books_due_expiries_first(organization, now):
    dead = buy(organization, 20, expires_at=now + SOON)
    buy(organization, 50, reference="order:2")

    hold(organization, 50, now=now + SOON)

    assert counters(dead) == (0, 0, 0, 20, 0)
    assert journal(organization)[-2:] == [
        ("expire", [("available", "expired", 20)]),
        ("hold", [("available", "held", 50)]),
    ]


def test_keeps_its_lots_when_earlier_coins_become_free(organization, now):
    early = buy(organization, 10, expires_at=now + SOON)
    late = buy(organization, 10, reference="order:2")
    hold(organization, 10, reference="quote-version:1")
    hold(organization, 10, reference="quote-version:2")

    wallet.release_hold(reference="quote-version:1", actor=None, now=now)

    assert (counters(early), counters(late)) == ((10, 0, 0, 0, 0), (0, 10, 0, 0, 0))


def test_never_goes_back_in_time(organization, now):
    """R11: after a clock that jumped back, entries keep the last moment."""
    buy(organization, 50, now=now)

    hold(organization, 50, now=at(now, -3600))

    assert list(Entry.objects.order_by("seq").values_list("booked_at", flat=True)) == [now, now]


def test_keeps_what_a_clock_said_that_was_behind_the_ledger(organization, agnes, now):
    """R11: the time that people saw can be found again."""
    buy(organization, 50, now=now, expires_at=at(now, 60))
    first = hold(organization, 20, now=at(now, -3600))
    assert hold(organization, 20, now=at(now, -1800)) == first
    hold(organization, 30, reference="quote-version:2", now=at(now, 1))
    release(now=at(now, 60), by_agency=True, actor=agnes)
    release(reference="quote-version:2", now=at(now, 59), by_agency=True, actor=agnes)

    kept = Entry.objects.order_by("seq").values_list("kind", "occurred_at")
    assert list(kept) == [
        ("purchase", None),
        ("hold", at(now, -3600)),
        ("hold", None),
        ("release", None),
        ("reinstate", None),
        ("release", at(now, 59)),
        ("reinstate", at(now, 59)),
    ]
    assert broken_invariants() == []


def test_takes_nine_round_trips(organization, django_assert_num_queries):
    """Lock, look up, lots, hold, entry, movements, wallet; the savepoint's two stand for BEGIN and COMMIT."""
    buy(organization, 300)

    with django_assert_num_queries(9):
        hold(organization, 50)


LOTS = st.lists(
    st.tuples(st.sampled_from([None, 1, 1, 5, 30]), st.booleans(), st.integers(1, 20)), min_size=1, max_size=6
)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(lots=LOTS, share=st.floats(0, 1))
def test_b3_r10_uses_exactly_the_first_coins_in_order(alice, mina, now, lots, share):
    """R10: whatever the lots, what is set aside is a prefix of all coins laid out in the order of the rule."""
    organization = factories.make_organization(alice, "Many lots")
    laid_out = []
    for number, (days, is_gift, coins) in enumerate(lots):
        expires_at = days and now + timedelta(days=days)
        reference = f"{organization.pk}:{number}"
        if is_gift:
            lot = gift(organization, coins, actor=mina, key=reference, expires_at=expires_at)
        else:
            lot = buy(organization, coins, reference=reference, expires_at=expires_at)
        laid_out += [((days is None, days or 0, not is_gift, number), lot.pk)] * coins
    laid_out = [pk for _, pk in sorted(laid_out)]
    wanted = max(1, round(share * len(laid_out)))

    made = hold(organization, wanted, reference=f"work:{organization.pk}")

    taken = [pk for pk, n in made.movements.order_by("line").values_list("lot", "amount") for _ in range(n)]
    assert taken == laid_out[:wanted]


@pytest.mark.django_db(transaction=True)
def test_r7_eight_at_once_hold_exactly_what_is_there(organization):
    lot = buy(organization, 300)

    outcomes = race(8, lambda worker: [attempt(organization, f"work:{worker}:{n}") for n in range(5)])

    assert sorted(chain.from_iterable(outcomes)) == ["held"] * 30 + ["refused"] * 10
    assert counters(lot) == (0, 300, 0, 0, 0)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_with_one_reference_hold_once(organization):
    lot = buy(organization, 300)

    outcomes = race(8, lambda worker: [attempt(organization, "work:1") for _ in range(3)])

    assert list(chain.from_iterable(outcomes)) == ["held"] * 24
    assert (Hold.objects.count(), counters(lot)) == (1, (290, 10, 0, 0, 0))


def attempt(organization, reference) -> str:
    try:
        hold(organization, 10, reference=reference)
    except wallet.NotEnoughCoins:
        return "refused"
    return "held"
