"""The wallet's recurring work."""

from datetime import datetime

from django.core.management import call_command
from django.db import connection

from poshtyar.common.checks import demand_sound_file
from poshtyar.jobs.registry import task
from poshtyar.wallet import operations


@task("wallet.expire_coins")
def expire_coins(*, now: datetime) -> None:
    """Book the expiries that are due; twice is harmless, as booked coins are no longer free."""
    operations.expire_all_lots(now=now)


@task("wallet.check_ledger")
def check_ledger(*, now: datetime) -> None:
    """Check the whole file of SQLite and every invariant; a finding fails the job, which is then parked for a human.

    It only reads.
    """
    demand_sound_file(connection)
    call_command("check_ledger")


@task("wallet.seal_ledger")
def seal_ledger(*, now: datetime) -> None:
    """Verify every seal, then seal the days that have ended; a finding fails the job. Twice is harmless."""
    call_command("seal_ledger", verify=True)
    operations.seal_ledger(now=now)
