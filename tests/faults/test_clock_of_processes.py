"""R11: when the clock jumps under a web process and a job process that run, …"""

import os
from collections import Counter
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import psutil
import pytest

from tests.faults.test_kill_web import as_moment

LIBRARY = next(Path("/usr/lib").glob("*/faketime/libfaketimeMT.so.1"), None)
SHARED_MEMORY = Path("/dev/shm")  # noqa: S108 (where the library puts it)
STEADY_SLEEP = Path(__file__).parent / "clock"


class Clock:
    """The clock on the wall of a site's processes: it begins at the next noon in UTC, then jumps from where it is read.

    Recurring jobs of a day begin at night. At another hour an hour back would be the day before, with a period more.
    """

    def __init__(self, file: Path):
        self.file = file
        now = datetime.now(UTC)
        self.to_noon = (now.replace(hour=12, minute=0, second=0) - now) % timedelta(days=1)
        self.jump(timedelta())

    def jump(self, offset: timedelta) -> None:
        """Show so much more than a steady clock would, under every process at once; no reader meets half a file."""
        new = self.file.with_suffix(".new")
        new.write_text(f"{round((self.to_noon + offset).total_seconds()):+d}\n")
        new.replace(self.file)

    def environment(self) -> dict[str, str]:
        """Return what makes a process believe it; what measures lengths of time stays true, as in a real jump."""
        paths = [str(STEADY_SLEEP), os.environ.get("PYTHONPATH", "")]
        return {
            "LD_PRELOAD": str(LIBRARY),
            "FAKETIME_TIMESTAMP_FILE": str(self.file),
            "FAKETIME_NO_CACHE": "1",
            "FAKETIME_DONT_FAKE_MONOTONIC": "1",
            "NO_FAKE_STAT": "1",
            "PYTHONPATH": os.pathsep.join(path for path in paths if path),
        }


@pytest.fixture
def clock(tmp_path):
    if LIBRARY is None:
        pytest.skip("NO TEST OF JUMPING CLOCKS: libfaketime is not installed (apt-get install faketime)")
    yield Clock(tmp_path / "clock")
    # Who is killed leaves what libfaketime shared with its children.
    for left in SHARED_MEMORY.glob("*faketime_*"):
        if not psutil.pid_exists(int(left.name.rpartition("_")[2])):
            left.unlink(missing_ok=True)


@pytest.fixture
def site(clock, make_site):
    """A site whose every customer has a gift that ends in twelve hours."""
    site = make_site(JOBS_ENGINE="worker", **clock.environment())
    written = site.run("-m", "tests.faults.work", "gifts", "20")
    assert written.returncode == 0, written.stderr
    return site


def test_r11_coins_expire_once_no_job_is_lost_and_nobody_is_logged_out(site, clock):
    alice, *_ = site.people["customers"]
    site.serve()
    worker = site.start("manage.py", "worker")
    with site.browser(alice["session"]) as browser:

        def live(turn: int) -> None:
            word = f"word-{turn}"
            form = {"body": word, "nonce": f"form-of-the-{word}"}
            assert browser.post(f"/tickets/{alice['ticket']}/reply/", data=form).status_code == 302
            assert browser.post(f"/quotes/{alice['quotes'][turn]}/approve/", data={"version": 1}).is_redirect
            assert browser.get("/dashboard/").status_code == 200

        live(0)
        site.wait_until_idle()

        clock.jump(timedelta(days=1))
        site.wait_until(lambda: expiries(site) == len(site.people["customers"]), 60)
        worker.kill()
        worker.wait()
        live(1)
        assert site.column("SELECT count(*) FROM jobs_job WHERE state = 'ready'") != [0]

        clock.jump(-timedelta(hours=1))
        live(2)
        site.start("manage.py", "worker")
        # What was written tomorrow waits for nobody's tomorrow.
        site.wait_until_idle()

        clock.jump(timedelta())
        live(3)
        site.wait_until_idle()

    # All was done a moment ago; a minute may have begun since.
    assert set(site.column("SELECT state FROM jobs_job")) <= {"done", "ready", "leased"}
    assert expiries(site) == len(site.people["customers"])
    demand_each_period_once(site)
    demand_time_goes_on(site)
    words = site.column("SELECT body FROM tickets_message WHERE body LIKE 'word-%%'")
    assert sorted(words) == [f"word-{turn}" for turn in range(4)]
    assert site.column("SELECT amount FROM wallet_hold") == [5] * 4
    site.check_ledger()


def expiries(site) -> int:
    """Return how many times coins were booked as expired."""
    return len(site.column("SELECT id FROM wallet_entry WHERE kind = 'expire'"))


def demand_each_period_once(site) -> None:
    """Demand that a recurring job ran as often as its periods began, and each of them once."""
    periods = Counter(site.column("SELECT schedule FROM jobs_schedulerun"))
    runs = Counter(site.column("SELECT task FROM jobs_job"))
    moments = site.rows("SELECT schedule, due_at FROM jobs_schedulerun")
    assert len(set(moments)) == len(moments)
    assert runs["wallet.expire_coins"] == periods["expire coins"] == 2
    assert runs["wallet.check_ledger"] == periods["check the ledger"] == 2
    # Today's minutes went on after tomorrow's had begun.
    assert runs["ordering.reconcile_payments"] == periods["reconcile payments"] >= 3


def demand_time_goes_on(site) -> None:
    """Demand that no entry of a wallet is booked before the one that precedes it."""
    entries = site.rows("SELECT wallet_id, booked_at FROM wallet_entry ORDER BY wallet_id, seq")
    for (wallet, at), (next_wallet, next_at) in pairwise(entries):
        assert wallet != next_wallet or as_moment(at) <= as_moment(next_at)
