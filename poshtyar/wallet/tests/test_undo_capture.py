"""undo_capture …"""

import pytest
from django.core.management import call_command

from poshtyar.common.errors import IdempotencyConflict, NotAllowed
from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries
from poshtyar.wallet.models import Entry, Hold, Lot
from poshtyar.wallet.tests.coins import (
    YEAR,
    at,
    buy,
    capture,
    charge_back,
    counters,
    debt_of,
    hold,
    journal,
    undo,
)
from tests.factories import NOW
from tests.race import race

SOON, LATER = at(NOW, 60), NOW + YEAR


@pytest.fixture
def two_lots(organization):
    """Give two lots whose coins one piece of work used: 20 of the early one, 30 of the late one."""
    early, late = buy(organization, 20, expires_at=SOON), buy(organization, 30, reference="order:2")
    hold(organization, 50)
    capture(50)
    return early, late


def test_b16_puts_used_coins_back_into_their_lot(organization, leo):
    lot = buy(organization, 300)
    hold(organization, 50)
    used = capture(35)

    entry = undo(35, actor=leo)

    assert counters(lot) == (300, 0, 0, 0, 0)
    assert journal(organization)[-1] == ("undo", [("captured", "available", 35)])
    assert (entry.reverses, entry.reason, entry.actor) == (used, "Our mistake", leo)


def test_gives_back_what_was_used_last_first(leo, two_lots):
    early, late = two_lots

    undo(35, actor=leo)

    assert (counters(early), counters(late)) == ((5, 0, 15, 0, 0), (30, 0, 0, 0, 0))


def test_goes_on_where_the_last_undo_ended(leo, two_lots):
    early, late = two_lots

    undo(10, actor=leo)
    undo(25, actor=leo, key="form-2")
    undo(15, actor=leo, key="form-3")

    assert (counters(early), counters(late)) == ((20, 0, 0, 0, 0), (30, 0, 0, 0, 0))
    assert queries.hold_of("quote-version:1") == queries.HoldState(50, 0, False, 50, 0, undone=50)


def test_gives_dead_coins_a_lot_of_their_own(organization, leo, two_lots):
    early, late = two_lots

    entry = undo(35, actor=leo, now=SOON, expires_at=LATER)

    back = Lot.objects.get(kind="reinstatement")
    assert (counters(early), counters(late), counters(back)) == ((0, 0, 20, 0, 0), (30, 0, 0, 0, 0), (5, 0, 0, 0, 0))
    assert (back.rank, back.expires_at, back.label_en) == (0, LATER, "Returned coins")
    assert (entry.total, entry.meta) == (35, {"coins": 35})


def test_counts_dead_coins_as_given_back_too(leo, two_lots):
    undo(35, actor=leo, now=SOON, expires_at=LATER)

    with pytest.raises(wallet.MoreThanUsed) as refused:
        undo(16, actor=leo, now=SOON, expires_at=LATER, key="form-2")
    undo(15, actor=leo, now=SOON, expires_at=LATER, key="form-3")

    assert (refused.value.asked, refused.value.used) == (16, 15)
    assert sorted(Lot.objects.filter(kind="reinstatement").values_list("available", flat=True)) == [5, 15]


def test_needs_a_date_where_coins_are_dead(organization, leo, two_lots):
    undo(30, actor=leo, now=SOON)

    with pytest.raises(wallet.ExpiryMissing):
        undo(1, actor=leo, now=SOON, key="form-2")
    with pytest.raises(wallet.AlreadyExpired):
        undo(1, actor=leo, now=SOON, key="form-2", expires_at=SOON)

    assert [kind for kind, _ in journal(organization)][-2:] == ["capture", "undo"]


def test_gives_back_exactly_what_was_used(organization, leo):
    lot = buy(organization, 300)
    hold(organization, 50)
    capture(35)

    with pytest.raises(wallet.MoreThanUsed) as refused:
        undo(36, actor=leo)

    assert (refused.value.asked, refused.value.used) == (36, 35)
    assert counters(lot) == (265, 0, 35, 0, 0)


@pytest.mark.parametrize(
    "settle", [lambda: None, lambda: wallet.release_hold(reference="quote-version:1", actor=None, now=NOW)]
)
def test_refuses_work_that_used_nothing(organization, leo, settle):
    buy(organization, 300)
    hold(organization, 50)
    settle()

    with pytest.raises(wallet.MoreThanUsed) as refused:
        undo(1, actor=leo)

    assert refused.value.used == 0


def test_undoes_an_investigation_fee(organization, agnes, leo, now):
    lot = buy(organization, 300)
    hold(organization, 40, fee=15)
    wallet.capture_fee(reference="quote-version:1", actor=agnes, now=now)

    undo(15, actor=leo)

    assert counters(lot) == (300, 0, 0, 0, 0)


def test_lets_the_debt_of_disputed_coins_fall(organization, leo, mina):
    """Coins that were never paid for do not become free; what the work made owed is owed no more."""
    lot = buy(organization, 300)
    hold(organization, 50)
    capture(50)
    charge_back(organization, actor=mina)

    undo(30, actor=leo)

    assert counters(lot) == (0, 0, 20, 0, 280)
    assert debt_of(organization) == (20, [(50, "order:1"), (-30, "order:1")])


def test_gives_back_what_was_repaid_of_disputed_coins(organization, leo, mina):
    lot = buy(organization, 300)
    hold(organization, 50)
    capture(50)
    charge_back(organization, actor=mina)
    buy(organization, 40, reference="order:2")

    undo(30, actor=leo, expires_at=LATER)

    back = Lot.objects.get(kind="reinstatement")
    assert (counters(lot), counters(back)) == ((0, 0, 20, 0, 280), (20, 0, 0, 0, 0))
    assert debt_of(organization) == (0, [(50, "order:1"), (-40, "order:2"), (-30, "order:1"), (20, None)])
    call_command("check_ledger", verbosity=0)


def test_lets_the_debt_of_dead_disputed_coins_fall(organization, leo, mina):
    lot = buy(organization, 50, expires_at=SOON)
    hold(organization, 50)
    capture(50)
    charge_back(organization, actor=mina)

    undo(50, actor=leo, now=SOON)

    assert (counters(lot), debt_of(organization)[0]) == ((0, 0, 0, 0, 50), 0)


def test_undoes_once_when_called_twice(organization, leo, now):
    lot = buy(organization, 300)
    hold(organization, 50)
    capture(50)

    assert undo(20, actor=leo) == undo(20, actor=leo, now=at(now, 60))
    assert counters(lot) == (270, 0, 30, 0, 0)


def test_refuses_the_same_key_for_another_undo(organization, leo):
    buy(organization, 300)
    hold(organization, 50)
    capture(50)
    undo(20, actor=leo)

    with pytest.raises(IdempotencyConflict):
        undo(21, actor=leo)


@pytest.mark.parametrize("coins", [0, -1, 2**31, "1", 1.0])
def test_r14_refuses_what_is_no_number_of_coins(leo, two_lots, coins):
    with pytest.raises(wallet.InvalidCoins):
        undo(coins, actor=leo)


@pytest.mark.parametrize("who", ["alice", "agnes"])
def test_is_a_leads_act(two_lots, who, request):
    with pytest.raises(NotAllowed):
        undo(1, actor=request.getfixturevalue(who))

    assert not Entry.objects.filter(kind="undo").exists()


def test_needs_a_reason(leo, two_lots):
    with pytest.raises(wallet.ReasonMissing):
        undo(1, actor=leo, reason=" ")


def test_knows_only_what_was_set_aside(leo, organization):
    with pytest.raises(Hold.DoesNotExist):
        undo(1, actor=leo)


def test_books_due_expiries_first(organization, leo):
    lot = buy(organization, 40)
    hold(organization, 10)
    capture(10)
    buy(organization, 10, reference="order:2", expires_at=SOON)

    undo(3, actor=leo, now=SOON)

    assert counters(lot) == (33, 0, 7, 0, 0)
    assert journal(organization)[-2:] == [
        ("expire", [("available", "expired", 10)]),
        ("undo", [("captured", "available", 3)]),
    ]


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_only_what_was_used_comes_back(organization, leo):
    lot = buy(organization, 300)
    hold(organization, 50)
    capture(50)

    def attempt(worker):
        try:
            return undo(20, actor=leo, key=f"form-{worker}").pk
        except wallet.MoreThanUsed:
            return None

    outcomes = race(5, attempt)

    assert len([outcome for outcome in outcomes if outcome]) == 2
    assert counters(lot) == (290, 0, 10, 0, 0)
