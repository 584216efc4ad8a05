"""The seals of the ledger: a file outside the database, in which each day's digest is written once."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import TextIO

from django.conf import settings

from poshtyar.common.errors import DomainError
from poshtyar.common.jalali import local_date
from poshtyar.wallet.queries.seals import DAY, FORM, Seal, first_day, seal_days, verify_days
from poshtyar.wallet.queries.snapshot import snapshot


class SealUnreadable(DomainError):
    """A line of the file is no seal, or does not follow the one above it."""

    code = "seal_unreadable"


def seal_ledger(*, now: datetime) -> list[Seal]:
    """Append the seal of every ended day that has none, and return them; twice on a day appends nothing.

    Each seal is the SHA-256 of the day's rows in canonical form and of the seal before it; the first one covers all
    that came before. Raises SealUnreadable for a file that somebody else wrote into.
    """
    with _open_file() as file, snapshot():
        seals = _read(file)
        start = seals[-1].day + DAY if seals else first_day()
        ended = (local_date(now) - start).days if start else 0
        days = [start + n * DAY for n in range(ended)] if start else []
        added = list(seal_days(days, seals[-1].digest if seals else "", from_the_start=not seals))
        file.writelines(f"{seal}\n" for seal in added)
        file.flush()
        os.fsync(file.fileno())
    return added


def verify_seals() -> list[tuple[Seal, bool]]:
    """Return every seal of the file with whether its day's rows are still what was sealed; raises SealUnreadable."""
    with _open_file() as file:
        seals = _read(file)
    with snapshot():
        return list(verify_days(seals))


@contextmanager
def _open_file() -> Iterator[TextIO]:
    """Open the file for reading and appending; one at a time."""
    path = Path(settings.LEDGER_SEAL_FILE)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a+", encoding="utf-8") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        file.seek(0)
        yield file


def _read(file: TextIO) -> list[Seal]:
    seals: list[Seal] = []
    for number, line in enumerate(file, start=1):
        try:
            form, day, rows, digest = line.split()
            seal = Seal(date.fromisoformat(day), int(rows), digest)
        except ValueError:
            raise SealUnreadable(f"Line {number} of {file.name} is no seal.") from None
        if form != FORM or (seals and seal.day != seals[-1].day + DAY):
            raise SealUnreadable(f"Line {number} of {file.name} does not follow the line above it.")
        seals.append(seal)
    return seals
