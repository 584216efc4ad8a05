"""R25: when a web process is killed in the middle of anything, …"""

import random
import time
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import psutil

from tests.faults.conftest import SECONDS
from tests.faults.load import Load, demand_nothing_lost_or_half_done

LEASE = timedelta(minutes=5)


def workers_of(server: psutil.Process) -> list[psutil.Process]:
    """Return the processes that answer; their parent only starts them again."""
    workers = []
    for child in server.children():
        with suppress(psutil.Error):  # It may die while it is looked at.
            workers += [child] if "spawn_main" in " ".join(child.cmdline()) else []
    return workers


def test_r25_nothing_that_was_answered_is_lost_and_nothing_is_half_done(site):
    server, dice, kills = site.serve(workers=2), random.Random(25), 0
    with Load(site) as load:
        end = time.monotonic() + SECONDS
        # On a slow machine few people are answered in that time; then it takes longer.
        while time.monotonic() < end or kills < SECONDS / 3:
            # Each kill meets people who are being served again.
            answered = load.tally.statuses.total()
            site.wait_until(lambda: load.tally.statuses.total() > answered, 60)  # noqa: B023 (called at once)
            time.sleep(dice.uniform(0.3, 0.9))
            if victims := workers_of(server):
                with suppress(psutil.NoSuchProcess):
                    dice.choice(victims).kill()
                kills += 1
        site.wait_until(lambda: site.health() == 200, 60)
        time.sleep(1)

    print(f"{kills} kills, {load.tally.statuses.total()} answers, {load.tally.lost} broken off")
    assert load.tally.written
    assert set(load.tally.statuses) <= {200, 302, 503}
    demand_nothing_lost_or_half_done(site, load.tally)
    demand_no_job_stuck(site)


def demand_no_job_stuck(site) -> None:
    """Demand that every lease ends in time, and that what the dead held is done by the living then."""
    held = site.column("SELECT leased_until FROM jobs_job WHERE state = 'leased'")
    latest = datetime.now(UTC) + LEASE
    assert all(as_moment(until) <= latest for until in held)

    site.rows("UPDATE jobs_job SET leased_until = %s WHERE state = 'leased'", "2026-01-01 00:00:00+00:00")
    site.wait_until_idle()
    assert site.column("SELECT task FROM jobs_job WHERE state = 'parked'") == []


def as_moment(value) -> datetime:
    """Read a moment as either database gives it."""
    moment = datetime.fromisoformat(value) if isinstance(value, str) else value
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
