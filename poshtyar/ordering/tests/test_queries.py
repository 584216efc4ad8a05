"""What is read of orders and payments: receipts, who sees which order, what waits for a person."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import AnonymousUser
from django.utils import translation

from poshtyar.ordering import operations as ordering
from poshtyar.ordering import tasks
from poshtyar.ordering.clients import gateways_on_offer
from poshtyar.ordering.models import Order, OrderState, Payment, PaymentResolution, VatRate
from poshtyar.ordering.queries import OrderStanding, ReceiptState, bill_of, orders_behind, receipt_of, refund_share
from poshtyar.wallet.tests import coins as acts
from tests.loopback_bank import Reply

DAY = timedelta(days=1)


def settle(payment, now):
    return ordering.settle_payment(payment=payment, now=now)


def test_receipt_of_an_order_that_nobody_pays_says_unpaid(order, now):
    receipt = receipt_of(order, order.placed_by, now)

    assert (receipt.state, receipt.payment, receipt.is_payable) == (ReceiptState.UNPAID, None, True)
    assert not receipt_of(order, order.placed_by, now + DAY).is_payable


def test_receipt_of_a_payment_at_the_bank_says_checking(order, payment, now):
    receipt = receipt_of(order, order.placed_by, now)

    assert (receipt.state, receipt.payment) == (ReceiptState.CHECKING, payment)


def test_receipt_of_a_declined_payment_says_not_paid(order, payment, bank, now):
    bank.decline(payment.authority)
    settle(payment, now)

    receipt = receipt_of(order, order.placed_by, now)

    assert (receipt.state, receipt.payment, receipt.is_payable) == (ReceiptState.NOT_PAID, payment, True)


def test_receipt_of_money_tells_until_when_its_coins_last(order, payment, bank, now):
    bank.pay(payment.authority)
    settle(payment, now)
    order.refresh_from_db()

    receipt = receipt_of(order, order.placed_by, now)

    assert (receipt.state, receipt.payment, receipt.is_payable) == (ReceiptState.PAID, payment, False)
    assert receipt.coins_expire_at > now + 365 * DAY


def test_receipt_of_a_payment_that_needs_a_human_says_so_until_it_is_resolved(order, payment, bank, leo, now):
    bank.lies["verify"] = Reply(b"?", status=500)
    settle(payment, now + DAY)
    before = receipt_of(order, order.placed_by, now)

    terms = {"resolution": PaymentResolution.REFUNDED, "reason": "Sent back.", "actor": leo, "now": now + DAY}
    ordering.resolve_payment(payment=payment, **terms)

    assert (before.state, receipt_of(order, order.placed_by, now).state) == (
        ReceiptState.NEEDS_HUMAN,
        ReceiptState.RESOLVED,
    )
    assert list(Payment.objects.waiting_for_human()) == []


@pytest.mark.parametrize(
    ("state", "is_payable", "words"),
    [
        (ReceiptState.UNPAID, True, "Waiting for payment"),
        (ReceiptState.UNPAID, False, "Expired"),
        (ReceiptState.CHECKING, True, "Asking the bank"),
        (ReceiptState.CHECKING, False, "Asking the bank"),
        (ReceiptState.PAID, False, "Paid"),
        (ReceiptState.NOT_PAID, True, "Not paid"),
        (ReceiptState.NOT_PAID, False, "Expired"),
        (ReceiptState.NEEDS_HUMAN, False, "With a colleague"),
        (ReceiptState.RESOLVED, False, "Resolved by a human"),
    ],
)
def test_badge_says_where_an_order_stands(state, is_payable, words, order):
    with translation.override("en"):
        assert str(OrderStanding(order, state, is_payable).badge.words) == words


def test_bill_of_tells_what_a_package_costs_and_what_is_left_of_it_after_a_debt(
    organization, essential, alice, bob, mina, now
):
    acts.buy(organization, 50)
    acts.hold(organization, 50)
    acts.capture(50)
    acts.charge_back(organization, actor=mina)

    bill = bill_of(essential, organization, alice, now)

    assert (bill.vat_percent, bill.vat_rial, bill.total_rial) == (10, 6_000_000, 66_000_000)
    assert (bill.debt, bill.repaid, bill.free, bill.same) == (50, 50, 250, None)
    assert (bill.may_buy, bill_of(essential, organization, bob, now).may_buy) == (True, False)


def test_bill_of_names_the_order_of_the_same_package_that_is_being_paid(organization, order, payment, essential, now):
    bill = bill_of(essential, organization, order.placed_by, now)

    assert bill.same == order


def test_refund_share_adds_up_to_what_was_paid_with_its_vat(order):
    shares = [refund_share(order, before=before, coins=coins) for before, coins in [(0, 1), (1, 98), (99, 201)]]

    assert sum(share.total_rial for share in shares) == order.total_rial
    assert (shares[0].price_rial, shares[0].vat_rial) == (200_000, 20_000)


def test_orders_behind_are_those_that_bought_the_lots(order):
    assert orders_behind([order.lot_reference, "order:0", "something else"]) == {order.lot_reference: order}


def test_waiting_for_human_keeps_what_the_bank_left_unclear(payment, bank, now):
    bank.lies["verify"] = Reply(b"?", status=500)
    settle(payment, now + DAY)

    assert list(Payment.objects.waiting_for_human()) == [payment]


def test_orders_are_visible_to_their_organization_and_to_staff(order, alice, bob, charlie, agnes):
    seen = [list(Order.objects.visible_to(user)) for user in (alice, bob, agnes, charlie, AnonymousUser())]

    assert seen == [[order], [order], [order], [], []]


def test_rows_name_themselves(order, payment, now):
    rate = VatRate(valid_from_date=now.date(), percent=9)

    assert (str(order), str(payment)) == (order.public_id, payment.public_id)
    assert str(rate) == "9% from 2026-11-28"


def test_gateways_on_offer_are_those_that_are_set_up(settings):
    settings.PAYMENT_GATEWAY = "demo_bank"
    offered = [gateway.name for gateway in gateways_on_offer()]
    settings.PAYMENT_GATEWAY = ""

    assert (offered, gateways_on_offer()) == (["demo_bank"], [])


def test_the_jobs_of_ordering_do_what_their_operations_do(order, payment, bank, now):
    bank.pay(payment.authority)

    tasks.settle_payment(payment_id=payment.pk, now=now)
    tasks.reconcile_payments(now=now + DAY)
    tasks.expire_orders(now=now + DAY)

    order.refresh_from_db()
    assert order.state == OrderState.PAID
