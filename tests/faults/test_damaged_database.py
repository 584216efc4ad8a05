"""R32, R28 and R12: a start on a damaged, older or absent database, or by a stale clock, says so and stops."""

import os
import struct
from pathlib import Path

import pytest

from tests.faults.conftest import SECONDS

# 400 copies, of which 200 with 64 flips, when one wishes to be sure (`bar.md` R32).
COPIES = int(os.environ.get("FLIPPED_COPIES", 10 * SECONDS))


def refused_start(site) -> str:
    """Start the server, which must end by itself, and return what it said."""
    process = site.start("-m", "uvicorn", "config.asgi:application", "--port", str(site.port))
    assert process.wait(timeout=60) != 0
    return site.log.read_text()


@pytest.mark.sqlite
def test_r32_flipped_bytes_are_refused_or_harmless_and_never_a_wrong_balance(site):
    tried = site.run("-m", "tests.faults.flip", str(site.folder), str(COPIES))

    print(tried.stdout)
    assert tried.returncode == 0, tried.stdout + tried.stderr
    assert "refused" in tried.stdout
    assert "clean" in tried.stdout


@pytest.mark.sqlite
def test_r32_a_damaged_file_is_neither_served_nor_migrated_nor_worked_on(site):
    file = Path(site.database.removeprefix("sqlite:///"))
    content = bytearray(file.read_bytes())
    content[4096:8192] = b"\x17" * 4096
    file.write_bytes(content)

    words = [
        refused_start(site),
        *(site.manage(*command).stderr for command in (["worker"], ["prepare", "--seed=demo"])),
    ]

    for said in words:
        assert "The database file is damaged" in said
        assert "restore the latest backup" in said
    assert "Traceback" not in "".join(words)


def test_r32_an_older_database_is_refused_and_prepare_keeps_it_before_it_migrates(site, make_site):
    assert site.manage("migrate", "usersessions", "zero").returncode == 0

    words = [refused_start(site), site.manage("worker", "--once").stderr]

    assert all("older than this code" in said and "manage.py migrate" in said for said in words)
    prepared = site.manage("prepare", "--seed", "empty")
    assert prepared.returncode == 0, prepared.stderr
    [kept] = (site.folder / "data" / "backups").iterdir()
    assert str(kept) in prepared.stdout
    site.serve()
    assert make_site(is_empty=True).manage("restore", str(kept)).returncode == 0


@pytest.mark.once
def test_r28_a_database_that_does_not_answer_is_told_and_the_start_may_be_tried_again(site):
    site.environment["DATABASE_URL"] = "postgresql://nobody@127.0.0.1:1/nothing"

    words = [refused_start(site), site.manage("worker").stderr]

    assert all("The database does not answer" in said for said in words)


def stale_zone() -> bytes:
    """Return Iran's rule of before 2022 in the format of tz files: summer time, for ever."""
    header = struct.pack(">4s c 15x 6l", b"TZif", b"2", 0, 0, 0, 0, 1, 6)
    kinds = struct.pack(">l ? B 6s", 12_600, False, 0, b"+0330\0")
    return header + kinds + header + kinds + b"\n<+0330>-3:30<+0430>,J79/24,J263/24\n"


@pytest.mark.once
def test_r12_stale_tables_of_time_zones_are_refused_by_every_command(site, tmp_path):
    zone = tmp_path / "zoneinfo" / "Asia" / "Tehran"
    zone.parent.mkdir(parents=True)
    zone.write_bytes(stale_zone())
    site.environment["PYTHONTZPATH"] = str(tmp_path / "zoneinfo")

    words = [refused_start(site), site.manage("worker").stderr, site.manage("check").stderr]

    for said in words:
        assert "Asia/Tehran is wrong in the summer of 2023, 2026" in said
        assert "PYTHONTZPATH=" in said
    site.environment["PYTHONTZPATH"] = ""
    assert site.manage("check").returncode == 0
