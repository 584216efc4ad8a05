"""Kept connections to PostgreSQL: a standing one is taken as it is, and one that the server ended is replaced."""

import time
from contextlib import suppress
from datetime import UTC, datetime

import psycopg
import pytest
from django.contrib.auth.models import Group
from django.db import DatabaseError, IntegrityError, connection, transaction

from poshtyar.common.outages import Outage, outage_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]


def end_by_the_server() -> None:
    """Let the server end this thread's connection, as a restart does."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        [pid] = cursor.fetchone()
    facts = {name: value for name, value in connection.get_connection_params().items() if name in psycopg_names()}
    with psycopg.connect(**facts, autocommit=True) as other:
        other.execute("SELECT pg_terminate_backend(%s)", [pid])
        while other.execute("SELECT 1 FROM pg_stat_activity WHERE pid = %s", [pid]).fetchone():
            time.sleep(0.01)


def psycopg_names() -> set[str]:
    return {"dbname", "user", "password", "host", "port"}


def test_a_connection_that_stands_is_not_asked(monkeypatch):
    connection.ensure_connection()
    monkeypatch.setattr(connection.connection, "cursor", lambda: pytest.fail("The server was asked."))

    assert connection.is_usable()


def test_r27_a_connection_that_the_server_ended_is_replaced_before_the_next_page(monkeypatch):
    monkeypatch.setitem(connection.settings_dict, "CONN_HEALTH_CHECKS", True)
    connection.ensure_connection()
    end_by_the_server()

    assert not connection.is_usable()
    connection.close_if_unusable_or_obsolete()
    connection.health_check_enabled, connection.health_check_done = True, False
    with connection.cursor() as cursor:
        cursor.execute("SELECT 1")
        assert cursor.fetchone() == (1,)


def test_a_closed_connection_is_not_usable():
    connection.ensure_connection()
    connection.connection.close()

    assert not connection.is_usable()
    connection.close()


def test_r27_a_server_that_ends_a_connection_before_the_way_back_to_a_savepoint_is_an_outage():
    with pytest.raises(DatabaseError) as refused, transaction.atomic():
        with suppress(IntegrityError), transaction.atomic():
            end_by_the_server()
            raise IntegrityError("The nonce is taken.")
        Group.objects.exists()

    assert outage_of(refused.value) is Outage.AWAY
    assert not Group.objects.exists()


def asked(sql: str) -> object:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        [value] = cursor.fetchone()
    return value


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2026-11-29 16:37:27.898310+00", datetime(2026, 11, 29, 16, 37, 27, 898310, UTC)),
        ("2026-11-29 16:37:27.5+00", datetime(2026, 11, 29, 16, 37, 27, 500000, UTC)),
        ("2026-11-29 20:07:27+03:30", datetime(2026, 11, 29, 16, 37, 27, tzinfo=UTC)),
        ("0001-01-01 00:00:00+00", datetime(1, 1, 1, tzinfo=UTC)),
        ("9999-12-31 23:59:59.999999+00", datetime.max.replace(tzinfo=UTC)),
    ],
)
def test_a_moment_is_read_to_the_microsecond_and_in_utc(text, moment):
    read = asked(f"SELECT '{text}'::timestamptz")

    assert read == moment
    assert read.tzinfo is UTC


def test_a_moment_of_another_zone_is_read_as_django_reads_it():
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL TimeZone = 'Asia/Tehran'")
        cursor.execute("SELECT '2026-11-29 16:37:27+00'::timestamptz")
        [read] = cursor.fetchone()

    # Django names its own zone beside the hours of the connection's.
    assert read == datetime(2026, 11, 29, 20, 7, 27, tzinfo=UTC)


@pytest.mark.parametrize("text", ["infinity", "-infinity", "0044-03-15 00:00:00+00 BC"])
def test_a_moment_that_python_has_no_word_for_is_refused_as_by_django(text):
    with pytest.raises(DatabaseError):
        asked(f"SELECT '{text}'::timestamptz")
