"""The ladder of warnings."""

from datetime import datetime

from poshtyar.jobs.registry import task
from poshtyar.notifications import operations as notifications


@task("notifications.warn_of_expiring_coins")
def warn_of_expiring_coins(*, now: datetime) -> None:
    """Warn before coins expire; twice is harmless, since each lot has each rung once."""
    notifications.warn_of_expiring_coins(now=now)
