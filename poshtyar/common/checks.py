"""What everything demands of its clock and of its database."""

from datetime import datetime, timedelta
from math import inf
from time import monotonic
from zoneinfo import ZoneInfo

from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, connections

CLOCK = "clock"
# How long a start reads the file of SQLite (docs/decisions/0019): about 30 MB of it.
START_SECONDS = 0.5
# Of SQLite's machine, between two looks at the clock.
STEPS_BETWEEN_LOOKS = 10_000
TEHRAN = "Asia/Tehran"
# Iran's clocks went forward in summer until 2022, and do so no more.
OFFSETS = {2021: timedelta(hours=4, minutes=30), 2023: timedelta(hours=3.5), 2026: timedelta(hours=3.5)}


def check_clock(app_configs=None, **kwargs) -> list[CheckMessage]:
    """Refuse tables of time zones from before Iran gave up summer time: every promise would be an hour off (R12)."""
    zone = ZoneInfo(TEHRAN)
    wrong = [str(year) for year, offset in OFFSETS.items() if datetime(year, 7, 1, tzinfo=zone).utcoffset() != offset]
    if not wrong:
        return []
    return [
        Error(
            f"The tables of time zones are stale: {TEHRAN} is wrong in the summer of {', '.join(wrong)}.",
            hint="Update the system's tzdata, or set PYTHONTZPATH= to use the one that is installed with us.",
            id="common.E001",
        )
    ]


class DatabaseFileDamaged(Exception):
    """SQLite found in its file what cannot be; the message is its own."""


def check_database_file(app_configs=None, databases=None, **kwargs) -> list[CheckMessage]:
    """Refuse a damaged SQLite file (R32), as far as it can be read in the time of a start; the night reads the rest."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        try:
            demand_sound_file(connections[alias], seconds=START_SECONDS)
        except DatabaseFileDamaged as damage:
            found.append(
                Error(
                    f"The database file is damaged: {damage}.",
                    hint="Keep it, and restore the latest backup (docs/operating.md).",
                    id="common.E002",
                )
            )
    return found


def demand_sound_file(connection, *, seconds: float = inf) -> None:
    """Let SQLite look at every page of its file, for they carry no sums; with `seconds`, no longer than that.

    Raises DatabaseFileDamaged. On other databases it does nothing.
    """
    if connection.vendor != "sqlite":
        return
    end = monotonic() + seconds
    try:
        with connection.cursor() as cursor:
            connection.connection.set_progress_handler(lambda: monotonic() > end, STEPS_BETWEEN_LOOKS)
            answer = cursor.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except (DatabaseError, UnicodeDecodeError) as error:  # SQLite's complaint may quote what is damaged.
        if str(error) == "interrupted":
            return
        raise DatabaseFileDamaged(str(error)) from error
    finally:
        if connection.connection is not None:
            connection.connection.set_progress_handler(None, STEPS_BETWEEN_LOOKS)
    if answer != "ok":
        raise DatabaseFileDamaged(answer)
