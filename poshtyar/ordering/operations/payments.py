"""Paying orders, and booking what the bank says.

The bank is always asked outside a transaction; its answer is booked in one, after looking at the rows again.
"""

from dataclasses import replace
from datetime import datetime, timedelta

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext

from poshtyar.accounts.models import User
from poshtyar.accounts.permissions import is_member
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.common.links import link_to
from poshtyar.common.localised import localised
from poshtyar.common.security import note
from poshtyar.common.words import coins_in_words
from poshtyar.entitlements import operations as entitlements
from poshtyar.jobs import operations as jobs
from poshtyar.ordering.clients import GatewayUnavailable, Outcome, Verification, find_gateway
from poshtyar.ordering.models import Order, OrderState, Payment, PaymentNote, PaymentState
from poshtyar.ordering.operations.orders import record_fact, refuse_unless_buyer
from poshtyar.wallet import operations as wallet

# Somebody is looking at "asking the bank" after coming back, so the next try is soon.
CALLBACK_RETRY = timedelta(seconds=20)
MONEY = {Outcome.PAID, Outcome.ALREADY}
# A payment that began so long ago at most has just begun. Longer than any bank is asked to open one: who has no
# authority by then has died over it.
JUST_BEGUN = timedelta(seconds=10)
FINAL = {PaymentState.PAID, PaymentState.RESOLVED}


class OrderNotPayable(DomainError):
    """The order has been paid, its time is over, or a colleague looks into a payment of it."""

    code = "order_not_payable"


class PaymentBeingStarted(DomainError):
    """The bank is being asked, for another request, to open a payment of this order."""

    code = "payment_being_started"


def start_payment(*, order: Order, actor: User, now: datetime) -> Payment:
    """Open a payment at the bank; the customer goes on to its `redirect_url`.

    If an earlier payment of the order is still open at the bank, or has just begun, returns that one, so that
    impatience pays once; if the bank has its money by now, books it and returns it paid.
    Raises NotAllowed, OrderNotPayable, PaymentBeingStarted and GatewayUnavailable. Records `ordering.payment_started`.
    """
    _refuse_unless_payable(Order.objects.get(pk=order.pk), actor, now)

    earlier = order.payments.filter(state=PaymentState.STARTED).exclude(authority=None).order_by("-pk").first()
    if earlier and earlier.authority:
        standing = find_gateway(earlier.gateway).inquire(earlier.authority)
        if standing is Outcome.WAITING or (standing is Outcome.UNKNOWN and _has_just_begun(earlier, now)):
            return earlier
        if standing in MONEY:
            return settle_payment(payment=earlier, now=now)

    # The row comes first: were the bank asked before it, a crash in between would leave money without an owner.
    payment = _insert_payment(order, actor, now, after=earlier)
    if payment.authority:
        return payment
    try:
        authority = _request(order, payment)
        with transaction.atomic():
            Payment.objects.filter(pk=payment.pk).update(authority=authority)
    except (GatewayUnavailable, IntegrityError) as refusal:
        # An authority that another payment has is no authority (`bar.md` R17).
        _close_unsent(payment, now)
        raise GatewayUnavailable(
            gettext("The bank is not answering now, and nothing was taken. Please try again in a few minutes.")
        ) from refusal
    payment.authority = authority
    return payment


def take_callback(*, payment: Payment, claimed_order: str, now: datetime) -> Payment:
    """Settle the payment whose authority the bank's callback carried, and ask again soon if the bank was unclear.

    The callback's other words decide nothing: an order that is not the payment's own is recorded as
    `ordering.callback_mismatched` and gets nothing.
    """
    if claimed_order not in ("", payment.order.public_id):
        note("callback_of_another_order", claimed=claimed_order[:80], payment=payment.public_id)
        record_fact(
            "ordering.callback_mismatched", payment.order, actor=None, now=now, claimed_order=claimed_order[:80]
        )

    payment = settle_payment(payment=payment, now=now)
    if payment.state == PaymentState.STARTED:
        jobs.enqueue(
            "ordering.settle_payment",
            now=now,
            run_at=now + CALLBACK_RETRY,
            key=f"ordering.callback:{payment.pk}",
            payment_id=payment.pk,
        )
    return payment


def settle_payment(*, payment: Payment, now: datetime) -> Payment:
    """Ask the bank about a payment and book its answer, exactly once however often this is called.

    Confirmed money pays the order, credits its lot and starts its package in one transaction, on the frozen terms
    even if the order's time is over. Money for an order that is paid credits nothing and needs a human (B33).
    What the bank leaves unclear stays started, for a day. What a person resolved stays as it is.
    Records `ordering.order_paid`, `ordering.payment_failed` or `ordering.payment_needs_human`.
    """
    if payment.state in FINAL:
        return payment
    return book_answer(payment=payment, answer=_ask_bank(payment), now=now)


def check_order(*, order: Order, actor: User, now: datetime) -> Order:
    """Ask the bank now about an order's payments that it has not decided, and return the order as it is then.

    Raises NotAllowed unless the actor is of the order's organization. Records what `settle_payment` records.
    """
    if not is_member(actor, order.organization):
        raise NotAllowed(gettext("Only members of the organization may do this."))
    for payment in order.payments.filter(state=PaymentState.STARTED).exclude(authority=None).order_by("-pk")[:3]:
        settle_payment(payment=payment, now=now)
    order.refresh_from_db(fields=["state", "paid_at"])
    return order


def reconcile_payments(*, now: datetime) -> None:
    """Write a job for each undecided payment that is due to be asked about: nobody may have come back from the bank."""
    for payment in Payment.objects.due_for_check(now).order_by("next_check_at")[:200]:
        jobs.enqueue(
            "ordering.settle_payment",
            now=now,
            key=f"ordering.check:{payment.pk}:{payment.next_check_at.isoformat()}",
            payment_id=payment.pk,
        )


def _refuse_unless_payable(order: Order, actor: User, now: datetime) -> None:
    refuse_unless_buyer(actor, order.organization)
    if order.state == OrderState.PAID:
        raise OrderNotPayable(
            gettext("This payment is already recorded; its %(coins)s are in your wallet.")
            % {"coins": coins_in_words(order.coins)}
        )
    if order.payments.waiting_for_human().exists():
        raise OrderNotPayable(
            gettext(
                "A colleague is looking into an earlier payment of this order. Please do not pay again; "
                "we will tell you what became of it."
            )
        )
    if order.state == OrderState.EXPIRED or order.expires_at <= now:
        raise OrderNotPayable(gettext("This order's time is over and nothing was taken. Please order again."))


def _has_just_begun(payment: Payment, now: datetime) -> bool:
    return now < payment.started_at + JUST_BEGUN


def _request(order: Order, payment: Payment) -> str:
    """Ask the bank to open this payment, and return its authority."""
    return find_gateway(payment.gateway).request(
        payment.amount_rial,
        gettext("Package %(package)s, order %(order)s")
        % {"package": localised(order, "package_name"), "order": order.public_id},
        link_to("portal:payment_return", payment.gateway, order=order.public_id),
        order.public_id,
    )


@transaction.atomic(durable=True)
def _insert_payment(order: Order, actor: User, now: datetime, *, after: Payment | None) -> Payment:
    """Insert a payment under the order's lock, or return the one that began meanwhile; `after` is the last one seen.

    The lock does not outlast this: whoever comes while the bank is asked is told so at once.
    """
    order = Order.objects.select_for_update().get(pk=order.pk)
    _refuse_unless_payable(order, actor, now)
    meanwhile = (
        order.payments.filter(state=PaymentState.STARTED, pk__gt=after.pk if after else 0).order_by("-pk").first()
    )
    if meanwhile and meanwhile.authority:
        return meanwhile
    if meanwhile and _has_just_begun(meanwhile, now):
        raise PaymentBeingStarted(
            gettext(
                "The bank's page for this order is being opened already, perhaps in another window. "
                "Please press again in a few seconds."
            )
        )

    payment = Payment(
        order=order, gateway=find_gateway(settings.PAYMENT_GATEWAY).name, amount_rial=order.total_rial, started_at=now
    )
    payment.next_check_at = payment.check_after(now)
    payment.save()
    record_fact("ordering.payment_started", order, actor=actor, now=now, payment_id=payment.pk)
    return payment


def _close_unsent(payment: Payment, now: datetime) -> None:
    """Close a payment of which the bank never gave an authority: nobody can have paid it."""
    payment.state = PaymentState.FAILED
    payment.note = PaymentNote.NEVER_SENT
    payment.decided_at = now
    payment.save(update_fields=["state", "note", "decided_at"])


def _ask_bank(payment: Payment) -> Verification:
    """Return what the bank says, where "not paid" means finally so."""
    if payment.authority is None:  # The process died before the customer could be sent anywhere.
        return Verification(Outcome.NOT_PAID, "", payment.amount_rial)
    gateway = find_gateway(payment.gateway)
    verification = gateway.verify(payment.authority, payment.amount_rial)
    if verification.outcome is not Outcome.NOT_PAID:
        return verification
    # A bank refuses to verify while the customer is still typing the card's number, too.
    standing = gateway.inquire(payment.authority)
    final = standing in {Outcome.NOT_PAID, Outcome.WAITING}
    return replace(verification, outcome=standing if final else Outcome.UNKNOWN)


@transaction.atomic(durable=True)
def book_answer(*, payment: Payment, answer: Verification, now: datetime) -> Payment:
    """Write down the bank's answer, after looking at the rows again under the order's lock; twice is harmless."""
    order = Order.objects.select_for_update().get(pk=payment.order_id)
    payment = Payment.objects.select_for_update().get(pk=payment.pk)
    payment.order = order
    if payment.state in FINAL:
        return payment
    payment.last_checked_at = now

    if answer.outcome in MONEY:
        doubt = _doubt(order, payment, answer)
        if doubt is None:
            return _book_money(order, payment, answer, now)
        return _hand_to_human(order, payment, answer, doubt, now)
    if answer.outcome is Outcome.MISMATCH:
        return _hand_to_human(order, payment, answer, PaymentNote.MISMATCH, now)
    if payment.state == PaymentState.NEEDS_HUMAN and payment.note == PaymentNote.UNDECIDED:
        # It waits only because the bank was unclear for a day; a page that is still open then was not used.
        unpaid = answer.outcome in {Outcome.NOT_PAID, Outcome.WAITING}
        return _book_failure(order, payment, now) if unpaid else payment
    if payment.state != PaymentState.STARTED:
        return payment  # Decided before, and there is no money to change that.
    if answer.outcome is Outcome.NOT_PAID:
        return _book_failure(order, payment, now)
    return _put_off(order, payment, answer, now)


def _doubt(order: Order, payment: Payment, answer: Verification) -> PaymentNote | None:
    """Return why confirmed money may not be booked for this order, if there is a reason."""
    if (answer.authority, answer.amount_rial) != (payment.authority, payment.amount_rial):
        return PaymentNote.MISMATCH
    others = Payment.objects.filter(gateway=payment.gateway, reference=answer.reference).exclude(pk=payment.pk)
    if others.exists():
        return PaymentNote.REFERENCE_REUSED
    return PaymentNote.SECOND_PAYMENT if order.state == OrderState.PAID else None


def _book_money(order: Order, payment: Payment, answer: Verification, now: datetime) -> Payment:
    payment.state = PaymentState.PAID
    payment.reference, payment.card = answer.reference, answer.card
    payment.decided_at, payment.next_check_at, payment.note = now, None, ""
    payment.save()
    order.state = OrderState.PAID
    order.paid_at = now
    order.save(update_fields=["state", "paid_at"])

    expires_at = wallet.expiry_after(now, order.validity_days)
    wallet.credit_purchase(
        organization=order.organization,
        reference=order.lot_reference,
        coins=order.coins,
        price_rial=order.price_rial,
        label_fa=order.package_name_fa,
        label_en=order.package_name_en,
        expires_at=expires_at,
        actor=order.placed_by,
        now=now,
    )
    entitlements.activate_package(
        organization=order.organization,
        package=order.package,
        lot_reference=order.lot_reference,
        expires_at=expires_at,
        actor=order.placed_by,
        now=now,
    )
    record_fact("ordering.order_paid", order, actor=order.placed_by, now=now, payment_id=payment.pk)
    return payment


def _book_failure(order: Order, payment: Payment, now: datetime) -> Payment:
    payment.state = PaymentState.FAILED
    payment.decided_at, payment.next_check_at, payment.note = now, None, ""
    payment.save()
    record_fact("ordering.payment_failed", order, actor=None, now=now, payment_id=payment.pk)
    return payment


def _hand_to_human(order: Order, payment: Payment, answer: Verification, note: PaymentNote, now: datetime) -> Payment:
    if payment.state == PaymentState.NEEDS_HUMAN and payment.note == note:
        return payment  # Somebody has been told.
    payment.state = PaymentState.NEEDS_HUMAN
    payment.note = note
    payment.decided_at, payment.next_check_at = now, None
    if note == PaymentNote.SECOND_PAYMENT:  # What the human needs to send the money back.
        payment.reference, payment.card = answer.reference, answer.card
    payment.save()
    record_fact("ordering.payment_needs_human", order, actor=None, now=now, payment_id=payment.pk, note=str(note.value))
    return payment


def _put_off(order: Order, payment: Payment, answer: Verification, now: datetime) -> Payment:
    """Ask again later; after a day, an unanswered question is for a human and an unused bank page is a failure."""
    payment.next_check_at = payment.check_after(now)
    if payment.next_check_at is None:
        if answer.outcome is Outcome.WAITING:
            return _book_failure(order, payment, now)
        return _hand_to_human(order, payment, answer, PaymentNote.UNDECIDED, now)
    payment.save(update_fields=["next_check_at", "last_checked_at"])
    return payment
