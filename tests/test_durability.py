"""R31: every connection to SQLite writes so that a power cut loses no commit."""

import threading

import pytest
from django.db import connection

from poshtyar.wallet.checks import DURABLE

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


def pragmas() -> dict:
    with connection.cursor() as cursor:
        return {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in DURABLE}


def test_r31_the_settings_are_those_of_the_bar():
    assert DURABLE == {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}


def test_r31_hold_at_every_connection():
    seen = [pragmas()]
    for _ in range(3):
        connection.close()
        seen.append(pragmas())

    def in_a_thread():
        try:
            seen.append(pragmas())
        finally:
            connection.close()

    threads = [threading.Thread(target=in_a_thread) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert seen == [DURABLE] * 7
