"""What a customer is told of an order."""

from dataclasses import dataclass
from datetime import datetime
from enum import Enum

from poshtyar.entitlements.models import OwnedPackage
from poshtyar.ordering.models import Order, OrderState, Payment, PaymentNote, PaymentState


class ReceiptState(Enum):
    """The states of a receipt; templates compare their values."""

    UNPAID = "unpaid"  # Nobody has been sent to the bank yet.
    CHECKING = "checking"
    PAID = "paid"
    NOT_PAID = "not_paid"
    NEEDS_HUMAN = "needs_human"
    RESOLVED = "resolved"  # Its money went back or was counted elsewhere.


@dataclass(frozen=True)
class Receipt:
    """Where an order stands, and what may be done about it."""

    order: Order
    state: ReceiptState
    payment: Payment | None
    # Money that came for a paid order: it goes back, and the customer is told (B33).
    second_payments: tuple[Payment, ...]
    is_payable: bool
    coins_expire_at: datetime | None


def receipt_of(order: Order, now: datetime) -> Receipt:
    """Return where an order stands, in two queries."""
    payments = list(order.payments.exclude(note=PaymentNote.NEVER_SENT).order_by("-pk")[:20])
    state = _state(order, [payment.state for payment in payments])
    decisive = {
        ReceiptState.PAID: PaymentState.PAID,
        ReceiptState.NEEDS_HUMAN: PaymentState.NEEDS_HUMAN,
        ReceiptState.CHECKING: PaymentState.STARTED,
        ReceiptState.NOT_PAID: PaymentState.FAILED,
        ReceiptState.RESOLVED: PaymentState.RESOLVED,
    }.get(state)
    owned = OwnedPackage.objects.filter(lot_reference=order.lot_reference) if state is ReceiptState.PAID else None
    return Receipt(
        order=order,
        state=state,
        payment=next((payment for payment in payments if payment.state == decisive), None),
        second_payments=tuple(payment for payment in payments if payment.note == PaymentNote.SECOND_PAYMENT),
        is_payable=order.state == OrderState.PENDING and order.expires_at > now,
        coins_expire_at=owned.values_list("expires_at", flat=True).first() if owned is not None else None,
    )


def _state(order: Order, payments: list[str]) -> ReceiptState:
    """Return what the payments, the latest first, make of an order."""
    if order.state == OrderState.PAID:
        return ReceiptState.PAID
    if PaymentState.NEEDS_HUMAN in payments:
        return ReceiptState.NEEDS_HUMAN
    if PaymentState.STARTED in payments:
        return ReceiptState.CHECKING
    if not payments:
        return ReceiptState.UNPAID
    return ReceiptState.RESOLVED if payments[0] == PaymentState.RESOLVED else ReceiptState.NOT_PAID
