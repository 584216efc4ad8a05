"""Payments that need a human: what a lead did about their money."""

from datetime import datetime

from django.utils.translation import gettext

from poshtyar.accounts.models import User
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.common.transactions import operation
from poshtyar.ordering.models import Order, Payment, PaymentNote, PaymentResolution, PaymentState
from poshtyar.ordering.operations.orders import record_fact


class MoneyHasCome(DomainError):
    """The bank confirmed the money of a payment that was to be called unpaid."""

    code = "money_has_come"


class PaymentNotWaiting(DomainError):
    """The payment does not need a human, or somebody has resolved it otherwise."""

    code = "payment_not_waiting"


@operation
def resolve_payment(
    *, payment: Payment, resolution: PaymentResolution, reason: str, actor: User, now: datetime
) -> Payment:
    """Close a payment that needs a human, with what was done about its money; the customer reads the reason (B33).

    No coins move. Money that was sent back or counted elsewhere stays so, whatever the bank says later; a payment of
    which no money came may still be found paid. The same person saying the same again changes nothing.
    Raises NotAllowed, PaymentNotWaiting and MoneyHasCome. Records `ordering.payment_resolved`.
    """
    order = Order.objects.select_for_update().get(pk=payment.order_id)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    payment.order = order
    if not actor.is_lead:
        raise NotAllowed(gettext("Only a lead or a manager may resolve a payment."))

    if payment.state != PaymentState.NEEDS_HUMAN:
        said = (payment.resolution, payment.resolution_reason, payment.resolved_by_id)
        if said == (resolution, reason, actor.pk):
            return payment
        raise PaymentNotWaiting(gettext("This payment does not wait for a person any more. Please look at it again."))
    if resolution == PaymentResolution.NOT_PAID and payment.note == PaymentNote.SECOND_PAYMENT:
        raise MoneyHasCome(gettext("The bank confirmed this money, so it has to go back or be counted elsewhere."))

    payment.state = PaymentState.FAILED if resolution == PaymentResolution.NOT_PAID else PaymentState.RESOLVED
    payment.resolution, payment.resolution_reason = resolution, reason
    payment.resolved_by, payment.resolved_at = actor, now
    payment.save(update_fields=["state", "resolution", "resolution_reason", "resolved_by", "resolved_at"])
    record_fact(
        "ordering.payment_resolved",
        order,
        actor=actor,
        now=now,
        payment_id=payment.pk,
        resolution=str(PaymentResolution(resolution).value),
        amount_rial=payment.amount_rial,
        reason=reason,
    )
    return payment
