"""purge_jobs …"""

from datetime import timedelta

import pytest

from poshtyar.jobs import operations as jobs
from poshtyar.jobs.models import Job, JobState, ScheduleRun

pytestmark = pytest.mark.django_db


def test_deletes_only_what_was_done_more_than_two_weeks_ago(now):
    old, fresh = now - timedelta(days=14, seconds=1), now - timedelta(days=14)
    for state in (JobState.DONE, JobState.PARKED):
        for finished_at in (old, fresh):
            Job.objects.create(task="t", state=state, run_at=old, finished_at=finished_at)
    Job.objects.create(task="t", run_at=old)

    assert jobs.purge_jobs(now=now) == 1

    assert sorted(Job.objects.values_list("state", "finished_at"), key=str) == sorted(
        [("done", fresh), ("parked", fresh), ("parked", old), ("ready", None)], key=str
    )


def test_keeps_the_latest_period_of_each_schedule_so_that_it_is_never_started_again(now):
    for days in (400, 380, 1):
        ScheduleRun.objects.create(schedule="daily", due_at=now - timedelta(days=days))
    yearly = ScheduleRun.objects.create(schedule="yearly", due_at=now - timedelta(days=200))

    jobs.purge_jobs(now=now)

    assert set(ScheduleRun.objects.values_list("schedule", "due_at")) == {
        ("daily", now - timedelta(days=1)),
        ("yearly", yearly.due_at),
    }
