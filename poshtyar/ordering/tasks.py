"""Jobs of ordering."""

from datetime import datetime

from poshtyar.jobs.registry import task
from poshtyar.ordering import operations


@task("ordering.expire_orders")
def expire_orders(*, now: datetime) -> None:
    """End unpaid orders whose time is over; those that have ended are left alone, so twice is harmless."""
    operations.expire_orders(now=now)
