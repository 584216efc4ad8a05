"""What became of a purchase and of a lot."""

from poshtyar.wallet.queries.purchases import NamedLot, RefundLine, named_lot, purchase_state
from poshtyar.wallet.tests.coins import at, buy, capture, charge_back, hold, refund, win


def test_purchase_state_is_nothing_where_no_coins_came(organization, charlie, now):
    buy(organization, 300)
    other = charlie.memberships.get().organization

    assert purchase_state(organization, "order:2", now) is None
    assert purchase_state(other, "order:1", now) is None


def test_purchase_state_tells_where_the_coins_are_and_what_was_refunded(organization, mina, now):
    lot = buy(organization, 300, expires_at=at(now, 60), price_rial=300)
    hold(organization, 50)
    hold(organization, 20, reference="quote-version:2")
    capture(50)
    refund(organization, 10, actor=mina)
    refund(organization, 5, actor=mina, key="form-2", reason="Again")

    state = purchase_state(organization, "order:1", now)

    assert (state.amount, state.available, state.held, state.captured) == (300, 215, 20, 50)
    assert state.refunds == (RefundLine(now, 10, 10, "Sorry"), RefundLine(now, 5, 5, "Again"))
    assert (state.refunded, state.expires_at) == (15, lot.expires_at)
    assert (state.dispute, state.dispute_won) == ("", False)
    assert purchase_state(organization, "order:1", at(now, 60)).available == 0


def test_purchase_state_names_the_dispute_also_after_it_was_won(organization, mina, now):
    buy(organization, 300)
    charge_back(organization, actor=mina, dispute="d-7")
    open_ = purchase_state(organization, "order:1", now)

    win(organization, actor=mina, dispute="d-7")

    won = purchase_state(organization, "order:1", now)
    assert (open_.dispute, open_.dispute_won) == ("d-7", False)
    assert (won.dispute, won.dispute_won) == ("d-7", True)


def test_named_lot_is_of_its_organization_alone_and_counts_live_coins(organization, charlie, now):
    lot = buy(organization, 300, expires_at=at(now, 60))
    other = charlie.memberships.get().organization

    assert named_lot(organization, lot.pk, now) == NamedLot(lot.pk, "ضروری", "Essential", 300, lot.expires_at)
    assert named_lot(organization, lot.pk, at(now, 60)).available == 0
    assert named_lot(other, lot.pk, now) is None
