"""outage_of and can_wait …"""

import errno
import sqlite3

import psycopg
import pytest
from django.db import DatabaseError, IntegrityError, InterfaceError, OperationalError
from django.db.transaction import TransactionManagementError

from poshtyar.common.outages import Outage, can_wait, outage_of


def sqlite_error(code):
    """Return Django's error over the driver's, as a statement raises it."""
    error, error.__cause__ = OperationalError("x"), sqlite3.OperationalError("x")
    error.__cause__.sqlite_errorcode = code
    return error


def redis_error(name):
    return type(name, (Exception,), {"__module__": "redis.exceptions"})("x")


def postgres_error(kind):
    error = OperationalError("x")
    error.__cause__ = kind("x")
    return error


def broken_by(cause):
    """Return what a transaction refuses every statement with, once it is broken."""
    error = TransactionManagementError("x")
    error.__cause__ = cause
    return error


@pytest.mark.parametrize(
    ("error", "outage"),
    [
        (OperationalError("could not connect"), Outage.AWAY),
        (InterfaceError("connection already closed"), Outage.AWAY),
        (sqlite_error(sqlite3.SQLITE_BUSY), Outage.AWAY),
        (sqlite_error(sqlite3.SQLITE_BUSY | (2 << 8)), Outage.AWAY),
        (sqlite_error(sqlite3.SQLITE_IOERR), Outage.AWAY),
        (sqlite_error(sqlite3.SQLITE_CANTOPEN), Outage.AWAY),
        (sqlite_error(sqlite3.SQLITE_FULL), Outage.FULL),
        (sqlite_error(sqlite3.SQLITE_ERROR), None),
        (postgres_error(psycopg.errors.AdminShutdown), Outage.AWAY),
        (postgres_error(psycopg.errors.CannotConnectNow), Outage.AWAY),
        (postgres_error(psycopg.errors.LockNotAvailable), Outage.AWAY),
        (postgres_error(psycopg.errors.DiskFull), Outage.FULL),
        (broken_by(sqlite_error(sqlite3.SQLITE_IOERR)), Outage.AWAY),
        (broken_by(sqlite_error(sqlite3.SQLITE_FULL)), Outage.FULL),
        (broken_by(IntegrityError("taken")), None),
        (broken_by(None), None),
        (redis_error("ConnectionError"), Outage.AWAY),
        (redis_error("TimeoutError"), Outage.AWAY),
        (redis_error("ResponseError"), None),
        (OSError(errno.ENOSPC, "full"), Outage.FULL),
        (OSError(errno.EROFS, "read only"), Outage.AWAY),
        (FileNotFoundError(errno.ENOENT, "gone"), None),
        (DatabaseError("malformed"), None),
        (ValueError("ours"), None),
        (None, None),
    ],
)
def test_an_outage_is_told_from_a_mistake(error, outage):
    assert outage_of(error) is outage


def test_what_can_wait_is_left_out_in_an_outage_and_told_to_the_log(caplog):
    with can_wait("a note"):
        raise sqlite_error(sqlite3.SQLITE_FULL)

    assert "a note was left out" in caplog.text


def test_a_mistake_never_waits():
    with pytest.raises(ValueError, match="ours"), can_wait("a note"):
        raise ValueError("ours")
