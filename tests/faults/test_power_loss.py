"""R31: a commit is on the disk, on every connection, or there is no connection."""

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from config.sqlite.base import DURABLE
from tests.race import race

pytestmark = [pytest.mark.sqlite, pytest.mark.django_db(transaction=True)]


def pragmas(_worker: int) -> dict:
    with connection.cursor() as cursor:
        return {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in DURABLE}


def test_r31_every_connection_is_durable():
    assert DURABLE == {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}
    assert race(8, pragmas) == [DURABLE] * 8


@pytest.mark.parametrize(
    ("commands", "words"),
    [
        ("PRAGMA journal_mode=WAL;PRAGMA synchronous=NORMAL", "synchronous is 1, not 2"),
        ("PRAGMA synchronous=FULL", "journal_mode is delete, not wal"),
        ("PRAGMA journal_mode=WAL;PRAGMA synchronous=FULL;PRAGMA foreign_keys=OFF", "foreign_keys is 0, not 1"),
    ],
)
def test_r31_a_connection_that_might_lose_money_is_refused(tmp_path, commands, words):
    loose = connection.copy()
    loose.settings_dict["NAME"] = str(tmp_path / "loose.sqlite3")
    loose.settings_dict["OPTIONS"]["init_command"] = commands

    with pytest.raises(ImproperlyConfigured, match=words):
        loose.connect()

    assert loose.connection is None
