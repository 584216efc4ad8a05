"""The check of the database's file …"""

import sqlite3
from contextlib import closing

import pytest
from django.db import connection

from poshtyar.common import checks

pytestmark = [pytest.mark.django_db, pytest.mark.sqlite]


@pytest.fixture
def damaged(tmp_path):
    """A connection to a file with a page that is none."""
    path = tmp_path / "shop.sqlite3"
    with closing(sqlite3.connect(path)) as file:
        file.execute("PRAGMA journal_mode = wal")
        file.execute("CREATE TABLE coin (number integer)")
    content = bytearray(path.read_bytes())
    content[4096:8192] = b"\x17" * 4096
    path.write_bytes(content)
    other = connection.copy()
    other.settings_dict["NAME"] = str(path)
    yield other
    other.close()


def test_r32_finds_what_is_wrong(damaged):
    with pytest.raises(checks.DatabaseFileDamaged):
        checks.demand_sound_file(damaged)


def test_r32_reads_no_longer_than_it_was_given(damaged, monkeypatch):
    monkeypatch.setattr(checks, "STEPS_BETWEEN_LOOKS", 1)

    checks.demand_sound_file(damaged, seconds=-1)

    with pytest.raises(checks.DatabaseFileDamaged):
        checks.demand_sound_file(damaged)
