"""R30: when the disk of PostgreSQL is full, …"""

import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

import psycopg
import pytest

from tests.faults.site import Site, copy_data
from tests.faults.test_database_away import Server
from tests.faults.test_disk_full import PAGES, reply

pytestmark = pytest.mark.postgres


@pytest.fixture
def disk():
    """A disk of 256 MB; without the right to mount one, skip loudly."""
    # Not among pytest's folders, which the server's own user may not enter.
    with tempfile.TemporaryDirectory(prefix="poshtyar-pg-") as folder:
        mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=256m", "tmpfs", folder], capture_output=True)
        if mounted.returncode:
            pytest.skip("NO TEST OF A FULL DISK: only root may mount a small one")
        try:
            yield Path(folder)
        finally:
            subprocess.run(["umount", folder], check=True)


@pytest.fixture
def server(disk, filled):
    """A server on that disk, filled."""
    server = Server(disk / "server")
    try:
        server.fill_from(filled.database)
        yield server
    finally:
        server.end()


@pytest.fixture
def server_beside_its_log(disk, filled):
    """A server whose log alone lies on that disk."""
    with tempfile.TemporaryDirectory(prefix="poshtyar-pg-") as folder:
        server = Server(Path(folder))
        try:
            server.fill_from(filled.database)
            server.crash()
            log = Path(folder) / "pg_wal"
            subprocess.run(["cp", "-a", log, disk], check=True)
            shutil.rmtree(log)
            log.symlink_to(disk / "pg_wal")
            disk.chmod(0o755)
            server.start()
            yield server
        finally:
            server.end()


def site_on(server, filled, tmp_path) -> Site:
    """Return a site on that server, with its files elsewhere."""
    copy_data(filled.folder, tmp_path)
    return Site(tmp_path, server.url, filled.people, POSHTYAR_STATIC=str(filled.folder.parent / "static"))


@pytest.fixture
def site(server, filled, tmp_path):
    site = site_on(server, filled, tmp_path)
    yield site
    site.stop()


@pytest.fixture
def site_of_the_log(server_beside_its_log, filled, tmp_path):
    site = site_on(server_beside_its_log, filled, tmp_path)
    yield site
    site.stop()


def fill(disk: Path) -> Path:
    """Leave no byte free; return the file that takes them all."""
    ballast = disk / "ballast"
    with ballast.open("wb") as file:
        file.write(b"\0" * shutil.disk_usage(disk).free)
    return ballast


def use_up_the_log(url: str) -> None:
    """Begin one segment of the log after the other, until the server finds no room for the next and stops."""
    for _ in range(100):
        try:
            with psycopg.connect(url, autocommit=True) as connection:
                connection.execute("SELECT pg_logical_emit_message(false, 'ballast', 'x'), pg_switch_wal()")
        except psycopg.OperationalError:
            return
    raise AssertionError("The log found room for a hundred segments.")


def test_r30_reading_goes_on_writing_says_when_to_come_back_and_nothing_is_half_done(site, disk):
    alice, *_ = site.people["customers"]
    site.serve()
    site.wait_until_idle()
    with site.browser(alice["session"]) as browser:
        ballast = fill(disk)
        answers = [browser.post(f"/quotes/{quote}/approve/", data={"version": 1}) for quote in alice["quotes"][:5]]
        # What the pages of the tables have room for is still taken, and kept.
        while sum(answer.status_code == 503 for answer in answers) < 60:
            assert len(answers) < 300, "it writes for ever on a full disk"
            answers.append(reply(browser, alice["ticket"], f"word-full-{len(answers)}"))
        reads = [browser.get(page).status_code for page in (*PAGES, f"/tickets/{alice['ticket']}/", "/healthz")]

        statuses = Counter(answer.status_code for answer in answers)
        assert set(reads) == {200}
        assert set(statuses) <= {302, 503}
        pages = [answer for answer in answers if answer.status_code == 503]
        assert all(page.headers["Retry-After"] and "چیز تازه‌ای ثبت نمی‌شه" in page.text for page in pages)

        ballast.unlink()
        assert reply(browser, alice["ticket"], "word-after").status_code == 302
    site.wait_until_idle()
    written = site.column("SELECT body FROM tickets_message WHERE body LIKE 'word-%%'")
    approved = site.column("SELECT id FROM quotes_quote WHERE state = 'approved'")
    assert len(written) + len(approved) == 1 + statuses[302]
    assert sum(site.column("SELECT amount FROM wallet_hold")) == 5 * len(approved)
    site.check_ledger()


def test_r30_without_room_for_its_log_the_server_stops_everything_says_so_and_nothing_is_lost(
    site_of_the_log, server_beside_its_log, disk
):
    site = site_of_the_log
    alice, *_ = site.people["customers"]
    site.serve()
    site.wait_until_idle()
    with site.browser(alice["session"]) as browser:
        assert reply(browser, alice["ticket"], "word-before").status_code == 302
        assert browser.post(f"/quotes/{alice['quotes'][0]}/approve/", data={"version": 1}).status_code == 302
        ballast = fill(disk)
        use_up_the_log(site.database)
        site.wait_until(lambda: site.health() == 503, 60)

        answers = [browser.get(page) for page in PAGES[:3]]
        answers += [reply(browser, alice["ticket"], f"word-full-{turn}") for turn in range(5)]
        answers += [browser.post(f"/quotes/{quote}/approve/", data={"version": 1}) for quote in alice["quotes"][1:3]]

        assert {answer.status_code for answer in answers} == {503}
        assert all(answer.headers["Retry-After"] for answer in answers)

        ballast.unlink()
        server_beside_its_log.start()
        site.wait_until(lambda: site.health() == 200, 60)
        assert reply(browser, alice["ticket"], "word-after").status_code == 302
    site.wait_until_idle()
    written = site.column("SELECT body FROM tickets_message WHERE body LIKE 'word-%%' ORDER BY id")
    assert written == ["word-before", "word-after"]
    assert site.column("SELECT amount FROM wallet_hold") == [5]
    site.check_ledger()
