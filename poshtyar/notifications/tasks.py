"""The ladder of warnings, and coins that have been set aside for long."""

from datetime import datetime

from poshtyar.jobs.registry import task
from poshtyar.notifications import operations as notifications


@task("notifications.warn_of_expiring_coins")
def warn_of_expiring_coins(*, now: datetime) -> None:
    """Warn before coins expire; twice is harmless, since each lot has each rung once."""
    notifications.warn_of_expiring_coins(now=now)


@task("notifications.report_old_holds")
def report_old_holds(*, now: datetime) -> None:
    """Report coins that have been set aside for long; twice is harmless, since each hold is reported once."""
    notifications.report_old_holds(now=now)
