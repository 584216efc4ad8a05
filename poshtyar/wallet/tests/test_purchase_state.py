"""purchase_state, named_lot, open_holds and coins_moved …"""

from poshtyar.wallet.queries import coins_moved, named_lot, open_holds, purchase_state
from poshtyar.wallet.tests.coins import (
    YEAR,
    adjust,
    at,
    buy,
    capture,
    charge_back,
    extend,
    gift,
    hold,
    refund,
    release,
    win,
)


def test_says_where_the_coins_of_a_purchase_are_and_what_was_refunded(organization, mina, now):
    buy(organization, 300)
    hold(organization, 50)
    capture(20)
    refund(organization, 30, actor=mina)
    refund(organization, 1, actor=mina, key="form-2")
    hold(organization, 5, reference="quote-version:2")

    state = purchase_state(organization, "order:1", now)

    assert (state.amount, state.available, state.held, state.captured, state.refunded) == (300, 244, 5, 20, 31)
    assert [(line.coins, line.money_rial, line.reason) for line in state.refunds] == [
        (30, 6_000_000, "Sorry"),
        (1, 200_000, "Sorry"),
    ]
    assert (state.dispute, state.dispute_won) == ("", False)


def test_counts_the_coins_that_got_a_later_date(organization, mina, now):
    lot = buy(organization, 300, expires_at=at(now, 60))
    hold(organization, 50)
    extend(organization, lot, at(now, 120), actor=mina)
    hold(organization, 20, reference="quote-version:2")
    capture(20, reference="quote-version:2")
    refund(organization, 30, actor=mina)

    before, between, after = (purchase_state(organization, "order:1", at(now, s)) for s in (0, 119, 120))

    assert (before.amount, before.available, before.held, before.captured, before.refunded) == (300, 200, 50, 20, 30)
    assert (between.available, after.available) == (200, 0)
    assert before.expires_at == at(now, 120)
    refund(organization, 200, actor=mina, key="form-2")
    assert purchase_state(organization, "order:1", now).expires_at == lot.expires_at


def test_says_whether_its_payment_is_disputed_and_was_won(organization, mina, now):
    buy(organization, 300)
    charge_back(organization, actor=mina, dispute="D-77")
    lost = purchase_state(organization, "order:1", now)
    win(organization, actor=mina, dispute="D-77")
    won = purchase_state(organization, "order:1", now)

    assert (lost.dispute, lost.dispute_won) == ("D-77", False)
    assert (won.dispute, won.dispute_won) == ("D-77", True)


def test_counts_nothing_as_free_from_the_end_on(organization, now):
    lot = buy(organization, 300, expires_at=at(now, 60))

    assert [purchase_state(organization, "order:1", at(now, s)).available for s in (59, 60)] == [300, 0]
    assert [named_lot(organization, lot.pk, at(now, s)).available for s in (59, 60)] == [300, 0]


def test_knows_nothing_of_what_others_have(organization, charlie, now):
    lot, other = buy(organization, 300), charlie.memberships.get().organization

    assert purchase_state(other, "order:1", now) is None
    assert named_lot(other, lot.pk, now) is None


def test_open_holds_are_those_that_nothing_ended_the_oldest_first(organization, charlie, now):
    buy(organization, 300)
    hold(organization, 50)
    hold(organization, 20, reference="quote-version:2", now=at(now, 5))
    hold(organization, 10, reference="quote-version:3", now=at(now, 6))
    release(reference="quote-version:2", now=at(now, 7))

    assert [(each.coins, each.since) for each in open_holds()] == [(50, now), (10, at(now, 6))]
    assert [each.coins for each in open_holds(until=at(now, 5))] == [50]
    assert open_holds(organization=charlie.memberships.get().organization) == []


def test_coins_moved_are_those_of_the_act_with_its_debt(organization, mina, now):
    lot = buy(organization, 300)

    assert coins_moved(adjust(organization, -20, actor=mina)) == 20
    assert coins_moved(extend(organization, lot, now + 2 * YEAR, actor=mina)) == 280
    hold(organization, 100)
    capture(100)
    buy(organization, 300, reference="order:2")
    hold(organization, 480, reference="quote-version:2")
    capture(480, reference="quote-version:2")
    assert coins_moved(charge_back(organization, actor=mina, reference="order:2")) == 300
    assert coins_moved(win(organization, actor=mina)) == 300
    assert coins_moved(gift(organization, 7, actor=mina).movements.get().entry) == 7


def test_coins_moved_by_a_chargeback_are_also_those_that_are_set_aside(organization, mina):
    buy(organization, 300)
    hold(organization, 200)
    hold(organization, 60, reference="quote-version:2")
    capture(60, reference="quote-version:2")

    assert coins_moved(charge_back(organization, actor=mina)) == 40 + 60 + 200
