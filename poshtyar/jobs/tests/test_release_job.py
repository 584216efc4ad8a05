"""release_job …"""

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.jobs import operations as jobs
from poshtyar.jobs.models import JobState

pytestmark = pytest.mark.django_db


@pytest.fixture
def parked(now):
    """Return a job that waits for a human."""
    job = jobs.enqueue("tests.forgotten", now=now)
    jobs.run_due_jobs(now=now)
    job.refresh_from_db()
    return job


def test_lets_a_parked_job_run_again_with_all_its_tries(parked, leo, register, now):
    register("tests.forgotten", lambda *, now: None)

    job = jobs.release_job(job=parked, actor=leo, now=now)

    assert (job.state, job.attempts, job.finished_at) == (JobState.READY, 0, None)
    assert jobs.run_due_jobs(now=now) == 1
    job.refresh_from_db()
    assert (job.state, job.last_error) == (JobState.DONE, "")


def test_refuses_an_agent(parked, agnes, now):
    with pytest.raises(NotAllowed):
        jobs.release_job(job=parked, actor=agnes, now=now)

    parked.refresh_from_db()
    assert parked.state == JobState.PARKED


def test_refuses_a_job_that_is_not_parked_such_as_one_released_twice(parked, mina, now):
    jobs.release_job(job=parked, actor=mina, now=now)

    with pytest.raises(jobs.JobNotParked):
        jobs.release_job(job=parked, actor=mina, now=now)
