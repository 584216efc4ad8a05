"""win_chargeback …"""

import pytest

from poshtyar.common.errors import IdempotencyConflict, NotAllowed
from poshtyar.events.models import Event
from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries
from poshtyar.wallet.models import Entry, Lot
from poshtyar.wallet.tests.coins import (
    YEAR,
    at,
    buy,
    capture,
    charge_back,
    counters,
    debt_of,
    extend,
    gift,
    hold,
    journal,
    refund,
    release,
    undo,
    win,
)
from tests.factories import NOW
from tests.race import race


def returned() -> Lot:
    return Lot.objects.get(kind="reinstatement")


def use(organization, coins, *, reference="quote-version:1"):
    hold(organization, coins, reference=reference)
    capture(coins, reference=reference)


def test_gives_back_what_was_taken_and_lowers_the_debt(organization, mina):
    lot = buy(organization, 300)
    use(organization, 50)
    dispute = charge_back(organization, actor=mina)

    entry = win(organization, actor=mina)

    assert (counters(lot), counters(returned())) == ((0, 0, 50, 0, 250), (250, 0, 0, 0, 0))
    assert (returned().rank, returned().expires_at, returned().reference) == (0, NOW + YEAR, None)
    assert debt_of(organization) == (0, [(50, "order:1"), (-50, "order:1")])
    assert (entry.kind, entry.reverses, entry.total, entry.actor) == ("won", dispute, 250, mina)
    assert not lot.disputed


def test_gives_back_what_was_taken_and_owed_of_coins_with_a_later_date(organization, mina, now):
    lot = buy(organization, 300)
    use(organization, 50)
    extend(organization, lot, lot.expires_at + YEAR, actor=mina)
    use(organization, 20, reference="quote-version:2")
    charge_back(organization, actor=mina)
    owed = debt_of(organization)[0]

    win(organization, actor=mina)

    back = Lot.objects.get(kind="reinstatement", continues=None)
    assert (owed, debt_of(organization)[0], counters(back)) == (70, 0, (230, 0, 0, 0, 0))
    assert not Lot.objects.filter(disputed=True).exists()
    assert queries.balance_of(organization, now).available == 230


def test_gives_back_what_was_repaid_meanwhile(organization, mina):
    buy(organization, 300)
    use(organization, 50)
    charge_back(organization, actor=mina)
    second = buy(organization, 30, reference="order:2")

    win(organization, actor=mina)

    assert (counters(second), counters(returned())) == ((0, 0, 30, 0, 0), (280, 0, 0, 0, 0))
    assert debt_of(organization) == (0, [(50, "order:1"), (-30, "order:2"), (-50, "order:1"), (30, None)])


def test_leaves_the_debt_of_other_purchases(organization, mina):
    buy(organization, 30)
    use(organization, 30)
    charge_back(organization, actor=mina)
    buy(organization, 70, reference="order:2")
    use(organization, 40, reference="quote-version:2")
    charge_back(organization, actor=mina, reference="order:2", dispute="d-2")
    owed = debt_of(organization)[0]

    win(organization, actor=mina)

    # The second purchase repaid 30 and was used for 40: all of it is owed; the first one's 30 are not any more.
    assert (owed, debt_of(organization)[0]) == (70, 40)
    assert not Lot.objects.filter(kind="reinstatement").exists()


def test_leaves_refunded_coins_away(organization, mina):
    buy(organization, 300)
    refund(organization, 100, actor=mina)
    charge_back(organization, actor=mina)

    win(organization, actor=mina)

    assert counters(returned()) == (200, 0, 0, 0, 0)


@pytest.mark.parametrize(
    ("settle", "back", "owed"), [(lambda: capture(50), 250, 50), (lambda: capture(20), 280, 20), (release, 300, 0)]
)
def test_gives_back_what_went_when_work_ended_during_the_dispute(organization, mina, settle, back, owed):
    buy(organization, 300)
    hold(organization, 50)
    charge_back(organization, actor=mina)
    settle()
    assert debt_of(organization)[0] == owed

    win(organization, actor=mina)

    assert (counters(returned())[0], debt_of(organization)[0]) == (back, 0)


def test_lets_coins_still_set_aside_be_like_all_others_again(organization, mina):
    lot = buy(organization, 300)
    hold(organization, 50)
    charge_back(organization, actor=mina)
    win(organization, actor=mina)

    capture(20)

    assert (counters(lot), debt_of(organization)[0]) == ((30, 0, 20, 0, 250), 0)


@pytest.mark.parametrize("repaid", [0, 10, 30])
def test_gives_back_no_coin_twice_after_an_undo_during_the_dispute(organization, mina, now, repaid):
    """All work undone and all money there: every coin that was paid for is free again, whatever was repaid between."""
    buy(organization, 100)
    use(organization, 30)
    charge_back(organization, actor=mina)
    if repaid:
        buy(organization, repaid, reference="order:2")
    undo(30, actor=mina, expires_at=NOW + YEAR)

    win(organization, actor=mina)

    balance = queries.balance_of(organization, now)
    assert (balance.available, balance.debt) == (100 + repaid, 0)


def test_changes_nothing_but_the_dispute_where_all_was_gone(organization, mina, now):
    lot = buy(organization, 300, expires_at=at(now, 60))
    charge_back(organization, actor=mina, now=at(now, 60))

    entry = win(organization, actor=mina, now=at(now, 60))

    assert (counters(lot), entry.total) == ((0, 0, 0, 300, 0), 0)
    assert not lot.disputed


def test_records_what_came_back(organization, mina):
    buy(organization, 300)
    gift(organization, 5, actor=mina, expires_at=None)
    use(organization, 50)
    charge_back(organization, actor=mina)
    buy(organization, 20, reference="order:2")

    win(organization, actor=mina)

    event = Event.objects.get(kind="wallet.chargeback_won")
    assert (event.organization, event.actor) == (organization, mina)
    assert event.data == {"coins": 270, "forgiven": 30, "free": 275, "reason": "The bank's letter", "entry": 7}


def test_refuses_a_date_that_has_passed(organization, mina, now):
    buy(organization, 300)
    charge_back(organization, actor=mina)

    with pytest.raises(wallet.AlreadyExpired):
        win(organization, actor=mina, expires_at=now)

    assert [kind for kind, _ in journal(organization)] == ["purchase", "chargeback"]


def test_wins_once_when_called_twice(organization, mina, now):
    buy(organization, 300)
    charge_back(organization, actor=mina)

    assert win(organization, actor=mina) == win(organization, actor=mina, now=at(now, 60))
    assert counters(returned()) == (300, 0, 0, 0, 0)


def test_refuses_to_win_again_on_other_terms(organization, mina, now):
    buy(organization, 300)
    charge_back(organization, actor=mina)
    win(organization, actor=mina)

    with pytest.raises(IdempotencyConflict):
        win(organization, actor=mina, expires_at=at(now, 60))


def test_knows_disputes_of_this_organization_only(organization, charlie, mina):
    buy(organization, 300)
    charge_back(organization, actor=mina)

    with pytest.raises(Entry.DoesNotExist):
        win(charlie.memberships.get().organization, actor=mina)


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_is_a_managers_act(organization, mina, who, request):
    buy(organization, 300)
    charge_back(organization, actor=mina)

    with pytest.raises(NotAllowed):
        win(organization, actor=request.getfixturevalue(who))


def test_needs_a_reason(organization, mina):
    buy(organization, 300)
    charge_back(organization, actor=mina)

    with pytest.raises(wallet.ReasonMissing):
        win(organization, actor=mina, reason="")


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_wins(organization, mina):
    buy(organization, 300)
    use(organization, 50)
    charge_back(organization, actor=mina)

    entries = race(4, lambda _: win(organization, actor=mina))

    assert len(set(entries)) == 1
    assert (counters(returned())[0], debt_of(organization)[0]) == (250, 0)
