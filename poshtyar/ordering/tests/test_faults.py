"""R1: whichever statement of an operation on orders and payments fails, neither money nor coins have moved."""

from datetime import timedelta

import pytest
from django.utils.timezone import localdate

from poshtyar.ordering import operations as ordering
from poshtyar.ordering.models import PaymentResolution
from tests.loopback_bank import Reply
from tests.nth_statement import operations_of, sweep

DAY = timedelta(days=1)
NOT_SWEPT = {
    # Its row outlasts whatever fails after it, on purpose: the bank may know of the payment (test_start_payment.py).
    "start_payment",
    # They settle one payment after the other, or write the jobs that do.
    "take_callback",
    "check_order",
    "reconcile_payments",
    # The second half of `settle_payment`.
    "book_answer",
}


def settle(scene):
    return lambda: ordering.settle_payment(payment=scene.payment, now=scene.now)


def settle_money(scene):
    scene.bank.pay(scene.payment.authority)
    return settle(scene)


def settle_money_after_the_order(scene):
    ordering.expire_orders(now=scene.now + DAY)
    return settle_money(scene)


def settle_a_refusal(scene):
    scene.bank.decline(scene.payment.authority)
    return settle(scene)


def settle_a_second_payment(scene):
    scene.bank.lies["inquiry"] = Reply(b"?", status=500)
    second = ordering.start_payment(order=scene.order, actor=scene.alice, now=scene.now + timedelta(minutes=1))
    scene.bank.lies.clear()
    settle_money(scene)()
    scene.bank.pay(second.authority)
    return lambda: ordering.settle_payment(payment=second, now=scene.now)


def resolve(scene):
    scene.bank.lies["verify"] = Reply(b"?", status=500)
    ordering.settle_payment(payment=scene.payment, now=scene.now + DAY)
    terms = {"resolution": PaymentResolution.REFUNDED, "reason": "Sent back.", "actor": scene.mina, "now": scene.now}
    return lambda: ordering.resolve_payment(payment=scene.payment, **terms)


def place(scene):
    terms = {"organization": scene.order.organization, "package": scene.order.package, "nonce": "another-form-00001"}
    return lambda: ordering.place_order(actor=scene.alice, now=scene.now, **terms)


def set_rate(scene):
    day = localdate(scene.now) + DAY
    return lambda: ordering.set_vat_rate(percent=9, valid_from_date=day, actor=scene.mina, now=scene.now)


OPERATIONS = {
    "place_order": place,
    "expire_orders": lambda scene: lambda: ordering.expire_orders(now=scene.now + DAY),
    "settle_payment, money": settle_money,
    "settle_payment, money after the order's time": settle_money_after_the_order,
    "settle_payment, not paid": settle_a_refusal,
    "settle_payment, a second payment": settle_a_second_payment,
    "resolve_payment": resolve,
    "set_vat_rate": set_rate,
}


class Scene:
    """Alice's order, with a payment at the bank."""

    def __init__(self, order, payment, bank, alice, mina, now) -> None:
        self.order, self.payment, self.bank, self.alice, self.mina, self.now = order, payment, bank, alice, mina, now


@pytest.mark.parametrize("name", OPERATIONS)
def test_r1_nothing_is_left_and_a_retry_completes(name, order, payment, bank, alice, mina, now):
    operation = OPERATIONS[name](Scene(order, payment, bank, alice, mina, now))

    # A rate that is set twice is an event twice, because the second one may correct the first.
    statements = sweep(operation, repeats=name != "set_vat_rate")

    assert statements > 2


def test_every_operation_is_swept():
    swept = {name.partition(",")[0] for name in OPERATIONS}

    assert swept | NOT_SWEPT == operations_of(ordering)
    assert not swept & NOT_SWEPT
