"""R30: when the disk of PostgreSQL is full, …"""

import shutil
import subprocess
import tempfile
from collections import Counter
from pathlib import Path

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
def site(disk, filled, tmp_path):
    """A site whose database lies on that disk, and its files elsewhere."""
    server = Server(disk / "server")
    server.fill_from(filled.database)
    copy_data(filled.folder, tmp_path)
    site = Site(tmp_path, server.url, filled.people, POSHTYAR_STATIC=str(filled.folder.parent / "static"))
    try:
        yield site
    finally:
        site.stop()
        server.end()


def test_reading_goes_on_writing_says_when_to_come_back_and_nothing_is_half_done(site, disk):
    alice, *_ = site.people["customers"]
    ballast = disk / "ballast"
    site.serve()
    site.wait_until_idle()
    with site.browser(alice["session"]) as browser:
        with ballast.open("wb") as file:
            file.write(b"\0" * shutil.disk_usage(disk).free)

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
