"""What a customer is told of a purchase."""

from datetime import timedelta

import pytest
from django.utils import timezone

from poshtyar.ordering.models import Payment, PaymentNote, PaymentState, VatRate
from poshtyar.ordering.queries import bill_of, receipt_of
from poshtyar.wallet.operations import expiry_after
from poshtyar.wallet.tests import coins as wallet_coins


def test_bill_of_is_what_the_order_then_costs(organization, essential, order, alice, now):
    bill = bill_of(essential, organization, alice, now)

    assert (bill.vat_percent, bill.vat_rial, bill.total_rial) == (10, 6_000_000, 66_000_000)
    assert (bill.vat_percent, bill.vat_rial, bill.total_rial) == (order.vat_percent, order.vat_rial, order.total_rial)
    assert bill.coins_expire_at == expiry_after(now, 365)
    assert (bill.debt, bill.repaid, bill.free) == (0, 0, 300)


def test_bill_of_takes_the_rate_of_its_day(organization, essential, alice, now):
    today = timezone.localdate(now)
    VatRate.objects.create(percent=12, valid_from_date=today + timedelta(days=1))

    bills = [bill_of(essential, organization, alice, now + timedelta(days=days)) for days in (0, 1)]

    assert [bill.vat_percent for bill in bills] == [10, 12]


@pytest.mark.parametrize(("owed", "repaid", "free"), [(299, 299, 1), (300, 300, 0), (301, 300, 0)])
def test_bill_of_says_what_is_repaid_first(organization, essential, alice, mina, now, owed, repaid, free):
    wallet_coins.buy(organization, owed, now=now, expires_at=now + timedelta(days=9))
    wallet_coins.hold(organization, owed, now=now)
    wallet_coins.capture(owed, now=now)
    wallet_coins.charge_back(organization, actor=mina, now=now)

    bill = bill_of(essential, organization, alice, now)

    assert (bill.debt, bill.repaid, bill.free) == (owed, repaid, free)


@pytest.mark.parametrize(("who", "may_buy"), [("alice", True), ("bob", False), ("charlie", False), ("agnes", False)])
def test_bill_of_and_receipt_of_let_owners_buy(organization, essential, order, who, may_buy, request, now):
    reader = request.getfixturevalue(who)

    assert bill_of(essential, organization, reader, now).may_buy is may_buy
    assert receipt_of(order, reader, now).may_pay is may_buy
    assert receipt_of(order, reader, order.expires_at).may_order_again is may_buy


@pytest.mark.parametrize(
    ("state", "at_once", "afterwards"),
    [
        (None, "pay", "order again"),
        (PaymentState.STARTED, "pay", "wait"),
        (PaymentState.FAILED, "pay", "order again"),
        (PaymentState.NEEDS_HUMAN, "wait", "wait"),
        (PaymentState.RESOLVED, "pay", "order again"),
    ],
)
def test_receipt_of_says_what_may_be_done_about_it(order, alice, now, state, at_once, afterwards):
    if state:
        decided_at = None if state == PaymentState.STARTED else now
        facts = {"state": state, "note": PaymentNote.UNDECIDED, "decided_at": decided_at, "started_at": now}
        if state == PaymentState.RESOLVED:
            facts |= {"resolution": "refunded", "resolved_by": alice, "resolved_at": now, "resolution_reason": "-"}
        Payment.objects.create(order=order, gateway="demo_bank", amount_rial=order.total_rial, **facts)

    last_moment = order.expires_at - timedelta(seconds=1)

    assert [_offered(receipt_of(order, alice, at)) for at in (now, last_moment)] == [at_once, at_once]
    assert _offered(receipt_of(order, alice, order.expires_at)) == afterwards


def _offered(receipt) -> str:
    assert not (receipt.may_pay and receipt.may_order_again)
    return "pay" if receipt.may_pay else "order again" if receipt.may_order_again else "wait"
