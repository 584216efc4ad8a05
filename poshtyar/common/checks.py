"""What everything demands of its clock and of its database."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from django.core.checks import CheckMessage, Error
from django.db import DatabaseError, connections

CLOCK = "clock"
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


def check_database_file(app_configs=None, databases=None, **kwargs) -> list[CheckMessage]:
    """Refuse a damaged SQLite file (R32): its pages carry no sums, so every one of them is read."""
    found: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if connection.vendor == "sqlite" and (damage := _damage(connection)):
            found.append(
                Error(
                    f"The database file is damaged: {damage}.",
                    hint="Keep it, and restore the latest backup (docs/operating.md).",
                    id="common.E002",
                )
            )
    return found


def _damage(connection) -> str:
    """Return what is wrong with the file, in SQLite's words."""
    try:
        with connection.cursor() as cursor:
            answer = cursor.execute("PRAGMA integrity_check(1)").fetchone()[0]
    except (DatabaseError, UnicodeDecodeError) as error:  # SQLite's complaint may quote what is damaged.
        return str(error)
    return "" if answer == "ok" else answer
