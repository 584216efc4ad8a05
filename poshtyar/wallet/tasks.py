"""The wallet's recurring work."""

from datetime import datetime

from poshtyar.jobs.registry import task
from poshtyar.wallet import operations


@task("wallet.expire_coins")
def expire_coins(*, now: datetime) -> None:
    """Book the expiries that are due; twice is harmless, as booked coins are no longer free."""
    operations.expire_all_lots(now=now)
