"""make_backup and restore_backup: what they refuse, and what they say …"""

import json
import os
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from poshtyar.backups.engines import Postgres, Sqlite, engine_in_use, find_tool
from poshtyar.backups.manifest import BackupRefused, copy_and_hash, read_checksums
from poshtyar.backups.operations import make_backup, restore_backup

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def backup(tmp_path, now) -> Path:
    """A backup of the test's own database."""
    return make_backup(parent=tmp_path / "backups", now=now)[0]


def rewrite(backup: Path, **facts) -> None:
    """Say something else in the manifest."""
    manifest = backup / "manifest.json"
    manifest.write_text(json.dumps(json.loads(manifest.read_text()) | facts))


def test_a_backup_is_named_by_its_moment_and_read_by_nobody_else(backup):
    assert backup.name == "20261128T063000Z"
    assert backup.stat().st_mode & 0o077 == 0
    assert {path.name for path in backup.iterdir()} >= {"manifest.json", "checksums.sha256", engine_in_use().file}


def test_the_secret_key_is_nobody_elses_from_its_first_byte_on(tmp_path, monkeypatch):
    (tmp_path / "key").write_text("secret")
    monkeypatch.setattr(os, "fdopen", lambda new, how: pytest.fail(f"{os.fstat(new).st_mode & 0o777:o}"))

    with pytest.raises(pytest.fail.Exception, match=r"^600$"):
        copy_and_hash(tmp_path / "key", tmp_path / "copy", mode=0o600)


def test_a_second_backup_of_the_same_moment_is_refused(backup, now):
    with pytest.raises(BackupRefused, match="exists already"):
        make_backup(parent=backup.parent, now=now)


def test_a_backup_that_cannot_be_written_leaves_no_half(tmp_path, now, monkeypatch):
    monkeypatch.setattr(Sqlite, "dump", lambda self, target: (_ for _ in ()).throw(OSError("no space")))
    monkeypatch.setattr(Postgres, "dump", lambda self, target: (_ for _ in ()).throw(OSError("no space")))

    with pytest.raises(BackupRefused, match="no space"):
        make_backup(parent=tmp_path / "backups", now=now)

    assert list((tmp_path / "backups").iterdir()) == []


def test_restoring_over_what_is_there_is_refused_and_touches_nothing(backup, alice, settings):
    kept = Path(settings.MEDIA_ROOT) / "kept"
    kept.parent.mkdir(parents=True, exist_ok=True)
    kept.write_text("kept")

    with pytest.raises(CommandError, match="The database is not empty"):
        call_command("restore", str(backup))

    alice.refresh_from_db()
    assert kept.read_text() == "kept"


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"engine": "other"}, "The backup is of other"),
        ({"migrations": [["wallet", "9999_of_tomorrow"]]}, "does not know wallet.9999_of_tomorrow"),
        ({"format": 2}, "format 2"),
        ({"checksums_sha256": "0"}, "the backup is damaged"),
    ],
)
def test_what_cannot_become_what_it_was_is_refused_in_words(backup, facts, words):
    rewrite(backup, **facts)

    with pytest.raises(BackupRefused, match=words):
        restore_backup(folder=backup)


def test_a_folder_that_is_no_backup_is_refused(tmp_path):
    with pytest.raises(BackupRefused, match="is no backup"):
        restore_backup(folder=tmp_path)


@pytest.mark.parametrize("name", ["../../etc/passwd", "/etc/passwd", "files/../x", "files/ab/../../x", "a b"])
def test_r60_no_other_name_is_joined_to_a_path(tmp_path, name):
    (tmp_path / "checksums.sha256").write_text(f"{'0' * 64}  {name}\n")

    with pytest.raises(BackupRefused, match="a line that no backup has"):
        list(read_checksums(tmp_path))


@pytest.fixture
def old_tool(tmp_path, monkeypatch) -> str:
    """A pg_dump of long ago, first on PATH."""
    tool = tmp_path / "pg_dump"
    tool.write_text("#!/bin/sh\necho 'pg_dump (PostgreSQL) 9.6.24 (Debian 9.6.24-1)'\n")
    tool.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=":")
    return str(tool)


def test_a_missing_tool_is_named_with_what_was_found_and_what_to_install(old_tool):
    with pytest.raises(BackupRefused) as refusal:
        find_tool("pg_dump", 999)

    assert f"{old_tool} is of version 9" in str(refusal.value)
    assert "postgresql-client-999" in str(refusal.value)


def test_a_tool_that_is_too_old_is_passed_over_for_one_that_is_not(old_tool):
    assert find_tool("pg_dump", 9) == old_tool
    assert find_tool("pg_dump", 18) != old_tool
