"""What it costs to check a large ledger, that its memory does not grow, and that a start on it takes no longer.

python -m benchmarks.ledger                       a million entries, on both databases
python -m benchmarks.ledger --engine sqlite       one of them
python -m benchmarks.ledger --entries 100000
"""

import argparse
import resource
import subprocess
import sys
import time
from contextlib import nullcontext
from io import StringIO

from benchmarks import stage

MOST_SECONDS = 60
# Of the three that a later start may take; the rest is Python's.
MOST_START = 1.5
LIFE = 1_500  # acts of the one wallet that all others are copies of


def live_once():
    """Let one wallet live a life with every kind of entry, and return it."""
    from django.utils import timezone

    from poshtyar.accounts.models import Role
    from poshtyar.wallet.models import Wallet
    from poshtyar.wallet.tests.history import History
    from tests import factories

    organization = factories.make_organization(factories.make_user("Owner"))
    manager = factories.make_user("Bookkeeper", Role.MANAGER)
    History(organization, manager, seed=1, start=timezone.now()).run(LIFE)
    return Wallet.objects.get(organization=organization)


def copy(wallet, times: int) -> None:
    """Write the rows of the wallet so many times more, each time for a new organization."""
    from django.db import connection

    from poshtyar.accounts.models import Organization
    from poshtyar.wallet import triggers
    from poshtyar.wallet.models import DebtLine, Entry, Hold, Lot, Movement, Wallet

    first = Organization.objects.bulk_create(Organization(name=f"Copy {n}") for n in range(times))[0].pk
    own = {Wallet, Lot, Hold, Entry, Movement, DebtLine}
    steps = {model: model.objects.latest("pk").pk for model in own}
    triggers.drop(connection)
    with connection.cursor() as cursor:
        for model in (Wallet, Lot, Hold, Entry, Movement, DebtLine):
            columns = [field.column for field in model._meta.concrete_fields]
            values = [_value(field, own, steps, first) for field in model._meta.concrete_fields]
            table, names, news = model._meta.db_table, ", ".join(columns), ", ".join(values)
            cursor.execute(
                f"INSERT INTO {table} ({names}) WITH RECURSIVE n(i) AS"  # noqa: S608 (names of our own tables)
                f" (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {times})"
                f" SELECT {news} FROM {table} JOIN n ON true ORDER BY i, id",
                None,
            )
        cursor.execute("ANALYZE", None)
    triggers.install(connection)


def _value(field, own: set, steps: dict, first: int) -> str:
    """Return the SQL of a column in a copy: ids move on, names take the copy's number, all else stays."""
    model = field.model if field.primary_key else field.related_model
    if model in own:
        return f"{field.column} + i * {steps[model]}"
    if field.column == "organization_id":
        return f"{first} + i - 1"
    return f"{field.column} || ':' || i" if field.unique and not field.primary_key else field.column


def measure(engine: str, entries: int) -> None:
    """Print how long the check takes and how much memory it adds."""
    from django.core.management import call_command

    from poshtyar.common.start import demand_sound_start
    from poshtyar.wallet.models import Entry

    wallet = live_once()
    copy(wallet, max(1, entries // wallet.seq))
    call_command("check_ledger", wallet=wallet.pk, stdout=StringIO())
    before, began, used = _memory(), time.perf_counter(), time.process_time()
    call_command("check_ledger", stdout=(report := StringIO()))
    took, worked = time.perf_counter() - began, time.process_time() - used
    assert "BROKEN" not in report.getvalue()
    print(f"{engine}: {Entry.objects.count():,} entries in {took:.0f} s, {worked:.0f} s of them Python", flush=True)
    print(
        f"{'check_ledger, seconds a million':<36}goal ≤ {MOST_SECONDS:<6} seen {took * 1e6 / Entry.objects.count():.0f}"
    )
    print(f"{'memory that it adds, MB':<36}seen {_memory() - before:.0f}")
    began = time.perf_counter()
    demand_sound_start()
    print(f"{'checks of a start, seconds':<36}goal ≤ {MOST_START:<6} seen {time.perf_counter() - began:.1f}")


def _memory() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def main() -> None:
    """Measure on the database asked for, or on both, each in a process of its own."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--engine", choices=["postgresql", "sqlite"])
    parser.add_argument("--entries", type=int, default=1_000_000)
    asked = parser.parse_args()
    if asked.engine is None:
        for engine in ("postgresql", "sqlite"):
            subprocess.run([sys.executable, "-m", "benchmarks.ledger", *sys.argv[1:], "--engine", engine], check=True)
        return
    print(stage.machine(), flush=True)
    with stage.database() if asked.engine == "postgresql" else nullcontext("") as url, stage.installation(url):
        measure(asked.engine, asked.entries)


if __name__ == "__main__":
    main()
