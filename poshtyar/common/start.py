"""What is demanded before anybody is served, or any job is run: a start that is refused says why."""

from io import StringIO

from django.core.checks import Tags, run_checks
from django.core.exceptions import ImproperlyConfigured
from django.core.management import CommandError, call_command
from django.db import DEFAULT_DB_ALIAS, DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor

from poshtyar.common.checks import CLOCK
from poshtyar.common.outages import outage_of

# A small ledger is checked whole, a large one where it was written last; the night checks all of it.
NEWEST_ENTRIES = 10_000


def demand_sound_start() -> None:
    """Refuse a stale clock, a damaged or older database, and a ledger that does not hold.

    Raises ImproperlyConfigured.
    """
    try:
        found = run_checks(tags=[CLOCK, Tags.database], databases=[DEFAULT_DB_ALIAS])
        refusals = [f"{message.msg} {message.hint}" for message in found] or _older() or _unsound()
    except (DatabaseError, ValueError) as error:
        # A flipped bit in a text, even in the text of SQLite's own complaint, is no text any more.
        what = "does not answer" if outage_of(error) else "cannot be read"
        raise ImproperlyConfigured(f"The database {what}: {error}") from error
    if refusals:
        raise ImproperlyConfigured(" ".join(refusals))


def _older() -> list[str]:
    """Say which migrations wait. A database that is newer is left alone: the release before must run on it (R34)."""
    executor = MigrationExecutor(connection)
    plan = executor.migration_plan(executor.loader.graph.leaf_nodes())
    if not plan:
        return []
    return [
        f"The database is older than this code: {len(plan)} migrations wait. Back it up, and run manage.py migrate."
    ]


def _unsound() -> list[str]:
    """Say what `check_ledger` finds in the newest entries (docs/decisions/0019).

    On SQLite only: there, nothing else guards a page against a flipped bit.
    """
    if connection.vendor != "sqlite":
        return []
    told = StringIO()
    try:
        call_command("check_ledger", newest=NEWEST_ENTRIES, stdout=told)
    except CommandError as error:
        broken = [line for line in told.getvalue().splitlines() if not line.startswith("ok ")]
        return [str(error), *broken, "Keep the file, and restore the latest backup (docs/operating.md)."]
    return []
