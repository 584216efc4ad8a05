"""The jobs' page …"""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from poshtyar.jobs import operations as jobs
from poshtyar.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db
JOBS = reverse("console:jobs")


@pytest.fixture
def parked(now):
    """Return a job that needs a human."""
    return park(now)


def park(now):
    job = jobs.enqueue("tests.forgotten", now=now)
    jobs.run_due_jobs(now=now)
    job.refresh_from_db()
    return job


def release(job):
    return reverse("console:release_job", args=[job.pk])


def test_shows_the_counts_and_what_went_wrong(client, leo, parked):
    now = timezone.now()
    jobs.enqueue("tests.later", now=now, run_at=now + timedelta(minutes=5))
    client.force_login(leo)

    response = client.get(JOBS)

    counts = response.context["counts"]
    assert (counts.due, counts.later, counts.running, counts.parked) == (0, 1, 0, 1)
    assert "No function is registered for the task tests.forgotten." in response.content.decode()


def test_runs_a_parked_job_again(client, leo, parked):
    client.force_login(leo)

    response = client.post(release(parked))

    parked.refresh_from_db()
    assert (response.url, parked.state) == (JOBS, JobState.READY)


def test_says_so_when_a_colleague_was_first(client, leo, parked):
    client.force_login(leo)
    client.post(release(parked))

    response = client.post(release(parked))

    assert response.status_code == 409
    assert "شاید همکار دیگه‌ای قبلاً دوباره راهش انداخته" in response.content.decode()


@pytest.mark.parametrize("person", ["agnes", "alice"])
def test_answers_others_like_a_missing_page(client, request, person, parked):
    client.force_login(request.getfixturevalue(person))

    assert client.get(JOBS).status_code == 404
    assert client.post(release(parked)).status_code == 404
    parked.refresh_from_db()
    assert parked.state == JobState.PARKED


def test_takes_only_post_to_run_again(client, leo, parked):
    client.force_login(leo)

    assert client.get(release(parked)).status_code == 405


def test_shows_at_most_fifty(client, mina, now):
    Job.objects.bulk_create(
        Job(task="tests.forgotten", state=JobState.PARKED, run_at=now, finished_at=now) for _ in range(51)
    )
    client.force_login(mina)

    assert len(client.get(JOBS).context["parked"]) == 50


def test_asks_as_few_questions_for_three_jobs_as_for_one(client, leo, now, django_assert_max_num_queries):
    client.force_login(leo)
    park(now)
    with django_assert_max_num_queries(12) as one:
        client.get(JOBS)
    for _ in range(2):
        park(now)

    with django_assert_max_num_queries(12) as three:
        client.get(JOBS)

    assert len(three) == len(one)
