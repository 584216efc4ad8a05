"""R33: a backup that is made while people write is restored whole, and anything else is refused."""

import hashlib
import json
import os
import time
from pathlib import Path

import pytest

from tests.faults.conftest import SECONDS
from tests.faults.load import Load

# How much is attached: enough to see it work, 1000 for the figure of docs/performance.md.
MEGABYTES = int(os.environ.get("DRILL_MEGABYTES", "4"))
TABLES = ("tickets_message", "quotes_quote", "wallet_entry", "events_event", "files_storedfile", "django_session")


@pytest.fixture
def backup_of():
    """Return a function that makes a backup of a site, and tells where it lies."""

    def make(site) -> Path:
        made = site.manage("backup", str(site.folder / "backups"))
        assert made.returncode == 0, made.stderr
        return Path(made.stdout.splitlines()[0])

    return make


def attach(site, megabytes: int) -> None:
    """Put files of a megabyte where the site keeps its own, as an answer of each would."""
    place = site.folder / "data" / "files"
    organization, owner = site.rows("SELECT organization_id, user_id FROM accounts_membership ORDER BY id LIMIT 1")[0]
    for number in range(megabytes):
        content, path = os.urandom(2**20), f"{number % 256:02x}/{number:038x}"
        (place / path).parent.mkdir(parents=True, exist_ok=True)
        (place / path).write_bytes(content)
        site.rows(
            "INSERT INTO files_storedfile (public_id, organization_id, uploaded_by_id, name, content_type, bytes,"
            " sha256, path, stored_at, attached_at) VALUES (%s, %s, %s, 'a.bin', 'application/zip', %s, %s, %s,"
            " '2026-01-01 00:00:00+00:00', '2026-01-01 00:00:00+00:00')",
            *(f"drill{number:011}", organization, owner, len(content), hashlib.sha256(content).hexdigest(), path),
        )


def count_rows(site) -> dict[str, int]:
    return {table: site.column(f"SELECT count(*) FROM {table}")[0] for table in TABLES}  # noqa: S608 (our own names)


def demand_every_attachment(site) -> int:
    """Compare every file that the database names with its hash; return how many there are."""
    stored = site.rows("SELECT path, sha256 FROM files_storedfile WHERE attached_at IS NOT NULL")
    for path, sha256 in stored:
        assert hashlib.sha256((site.folder / "data" / "files" / path).read_bytes()).hexdigest() == sha256
    return len(stored)


def test_r33_a_backup_under_load_is_restored_with_every_coin_and_every_attachment(site, make_site, backup_of):
    attach(site, MEGABYTES)
    site.serve()
    with Load(site, files_every=2) as load:
        time.sleep(SECONDS / 3)
        known = set(load.tally.written)
        began = time.monotonic()
        folder = backup_of(site)
        print(f"backup of {MEGABYTES} MB under load: {time.monotonic() - began:.1f} s")

    assert set(load.tally.statuses) <= {200, 302}
    other = make_site(is_empty=True)
    began = time.monotonic()
    restored = other.manage("restore", str(folder))
    print(f"restore: {time.monotonic() - began:.1f} s")

    assert restored.returncode == 0, restored.stderr
    assert known <= set(other.column("SELECT body FROM tickets_message")) <= {*load.tally.sent, "Please set it up."}
    assert demand_every_attachment(other) >= MEGABYTES
    other.check_ledger()
    assert other.manage("check", "--database", "default", "--fail-level", "WARNING").returncode == 0
    other.serve()
    with other.browser(site.people["customers"][0]["session"]) as browser:
        assert browser.get("/dashboard/").status_code == 200


def test_r33_a_backup_of_an_older_schema_is_brought_up_to_this_code(site, make_site, backup_of):
    assert site.manage("migrate", "usersessions", "zero").returncode == 0
    folder, other = backup_of(site), make_site(is_empty=True)

    restored = other.manage("restore", str(folder))

    assert restored.returncode == 0, restored.stderr
    assert other.manage("migrate", "--check").returncode == 0
    assert count_rows(other) == count_rows(site)


# Only the first of them is another file on another engine.
@pytest.mark.parametrize(
    "damaged",
    [
        "database.*",
        *(pytest.param(one, marks=pytest.mark.once) for one in ("files/*/*", "checksums.sha256", "manifest.json")),
    ],
)
def test_r33_a_damaged_backup_is_refused_and_leaves_nothing_behind(site, make_site, backup_of, damaged):
    attach(site, 1)
    folder, other = backup_of(site), make_site(is_empty=True)
    victim = next(folder.glob(damaged))
    content = victim.read_bytes()
    middle = len(content) // 2
    victim.write_bytes(content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 : -1])

    refused = other.manage("restore", str(folder))

    assert refused.returncode == 1
    assert "damaged" in refused.stderr or "is no backup" in refused.stderr
    assert "Traceback" not in refused.stderr
    assert not (other.folder / "data" / "files").exists()
    victim.write_bytes(content)
    again = other.manage("restore", str(folder))
    assert again.returncode == 0, again.stderr
    assert count_rows(other) == count_rows(site)


def test_r33_a_missing_attachment_is_named_and_the_rest_is_kept(site, make_site):
    attach(site, 2)
    gone, kept = sorted((site.folder / "data" / "files").rglob("*/*"))
    gone.unlink()

    made = site.manage("backup", str(site.folder / "backups"))

    assert made.returncode == 1
    assert f"{gone.parent.name}/{gone.name}" in made.stderr
    other = make_site(is_empty=True)
    restored = other.manage("restore", made.stdout.splitlines()[0])
    assert restored.returncode == 0
    assert f"{gone.parent.name}/{gone.name}" in restored.stdout
    assert (other.folder / "data" / "files" / kept.parent.name / kept.name).read_bytes() == kept.read_bytes()


def test_r33_the_folder_can_be_checked_without_us(site, backup_of):
    folder = backup_of(site)
    lines = [line.split("  ") for line in (folder / "checksums.sha256").read_text().splitlines()]

    assert {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for _, name in lines} == {
        name: sha256 for sha256, name in lines
    }
    assert json.loads((folder / "manifest.json").read_text())["damaged"] == []
    assert {path.stat().st_mode & 0o077 for path in [folder]} == {0}
