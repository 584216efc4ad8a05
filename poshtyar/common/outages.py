"""Telling an outage from a mistake of ours: what we depend on is away or full, and comes back without us."""

import errno
import logging
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum

from django.db import InterfaceError, OperationalError
from django.db.transaction import TransactionManagementError

logger = logging.getLogger(__name__)

# https://sqlite.org/rescode.html: PERM, BUSY, LOCKED, READONLY, IOERR, CANTOPEN; the upper bits only say more.
SQLITE_AWAY, SQLITE_FULL, SQLITE_PRIMARY = {3, 5, 6, 8, 10, 14}, 13, 0xFF
POSTGRES_FULL = "53100"
# By name: an installation without Redis has not its library either.
REDIS_ERRORS, REDIS_AWAY = (
    "redis.exceptions",
    {"ConnectionError", "TimeoutError", "BusyLoadingError", "OutOfMemoryError"},
)
DISK_AWAY, DISK_FULL = {errno.EIO, errno.EROFS}, {errno.ENOSPC, errno.EDQUOT}


class Outage(Enum):
    """What keeps us from working for now."""

    AWAY = "away"  # nobody answers, or everybody waits for a lock
    FULL = "full"  # reading works, writing does not


def outage_of(error: BaseException | None) -> Outage | None:
    """Return which outage an error tells of; None for an error that waiting does not mend."""
    if isinstance(error, OSError):
        return Outage.FULL if error.errno in DISK_FULL else Outage.AWAY if error.errno in DISK_AWAY else None
    if type(error).__module__ == REDIS_ERRORS and type(error).__name__ in REDIS_AWAY:
        return Outage.AWAY
    if isinstance(error, TransactionManagementError):
        # Something else was raised and handled, but the way back to its savepoint was lost (config/savepoints.py).
        return outage_of(error.__cause__)
    if not isinstance(error, (OperationalError, InterfaceError)):
        return None
    # Django's error hides the driver's, which knows the code; without one, nobody answered at all.
    code = getattr(error.__cause__, "sqlite_errorcode", None)
    if code is not None:
        code &= SQLITE_PRIMARY
        return Outage.FULL if code == SQLITE_FULL else Outage.AWAY if code in SQLITE_AWAY else None
    return Outage.FULL if getattr(error.__cause__, "sqlstate", None) == POSTGRES_FULL else Outage.AWAY


@contextmanager
def can_wait(what: str) -> Iterator[None]:
    """Leave out what a page only notes on its way, when the storage takes no writes; the page itself is shown."""
    try:
        yield
    except Exception as error:
        if outage_of(error) is None:
            raise
        logger.warning("%s was left out: %s", what, error)
