"""Jobs of ordering."""

from datetime import datetime

from poshtyar.jobs.registry import task
from poshtyar.ordering import operations
from poshtyar.ordering.models import Payment


@task("ordering.settle_payment")
def settle_payment(*, payment_id: int, now: datetime) -> None:
    """Ask the bank about one payment; what is booked is booked once, so twice is harmless."""
    operations.settle_payment(payment=Payment.objects.select_related("order").get(pk=payment_id), now=now)


@task("ordering.reconcile_payments")
def reconcile_payments(*, now: datetime) -> None:
    """Write the jobs that ask the bank; each has a key of its own moment, so twice is harmless."""
    operations.reconcile_payments(now=now)


@task("ordering.expire_orders")
def expire_orders(*, now: datetime) -> None:
    """End unpaid orders whose time is over; those that have ended are left alone, so twice is harmless."""
    operations.expire_orders(now=now)
