"""run_due_jobs …"""

from datetime import timedelta

import pytest
from django.db import connection, transaction

from poshtyar.jobs import operations as jobs
from poshtyar.jobs.models import Job, JobState
from tests.factories import minutes
from tests.race import race

pytestmark = pytest.mark.django_db


def test_runs_a_ready_job_once_with_its_payload(register, now):
    calls = []
    register("tests.note", lambda **payload: calls.append(payload))
    job = jobs.enqueue("tests.note", now=now, word="hello")

    assert jobs.run_due_jobs(now=now) == 1
    assert jobs.run_due_jobs(now=now) == 0

    job.refresh_from_db()
    assert calls == [{"now": now, "word": "hello"}]
    assert (job.state, job.finished_at, job.lease, job.leased_until) == (JobState.DONE, now, "", None)


def test_leaves_a_job_until_its_moment(register, now):
    calls = []
    register("tests.note", lambda **payload: calls.append(payload["now"]))
    jobs.enqueue("tests.note", now=now, run_at=now + minutes(5))

    assert jobs.run_due_jobs(now=now + timedelta(minutes=4, seconds=59)) == 0
    assert jobs.run_due_jobs(now=now + minutes(5)) == 1
    assert calls == [now + minutes(5)]


def test_runs_the_jobs_that_jobs_write(register, now):
    calls = []
    register("tests.first", lambda *, now: jobs.enqueue("tests.second", now=now))
    register("tests.second", lambda *, now: calls.append("second"))
    jobs.enqueue("tests.first", now=now)

    assert jobs.run_due_jobs(now=now) == 2
    assert calls == ["second"]


def test_stops_at_the_limit(register, now):
    register("tests.note", lambda **payload: None)
    for _ in range(3):
        jobs.enqueue("tests.note", now=now)

    assert jobs.run_due_jobs(now=now, limit=2) == 2
    assert Job.objects.filter(state=JobState.READY).count() == 1


def test_takes_the_job_that_has_waited_longest(register, now):
    order = []
    register("tests.note", lambda *, now, word: order.append(word))
    jobs.enqueue("tests.note", now=now, run_at=now, word="later")
    jobs.enqueue("tests.note", now=now, run_at=now - minutes(1), word="earlier")

    jobs.run_due_jobs(now=now)

    assert order == ["earlier", "later"]


def test_puts_a_failed_job_off_twice_as_long_each_time_and_parks_it_after_eight_tries(register, now):
    def fail(*, now):
        raise ValueError("the host does not answer\0")

    register("tests.fail", fail)
    job = jobs.enqueue("tests.fail", now=now)
    waits = []

    for _ in range(7):
        jobs.run_due_jobs(now=now, jitter=lambda: 0.0)
        job.refresh_from_db()
        assert job.state == JobState.READY
        waits.append(int((job.run_at - now).total_seconds()))
        now = job.run_at
    jobs.run_due_jobs(now=now, jitter=lambda: 0.0)

    job.refresh_from_db()
    assert waits == [30, 60, 120, 240, 480, 960, 1920]
    assert (job.state, job.attempts, job.finished_at) == (JobState.PARKED, 8, now)
    assert job.last_error.endswith("ValueError: the host does not answer\n")


def test_spreads_the_tries_by_at_most_half_as_long_again():
    assert jobs.delay_before_next_try(1, 0.0) == timedelta(seconds=30)
    assert jobs.delay_before_next_try(1, 1.0) == timedelta(seconds=45)


def test_r35_one_poison_job_never_blocks_the_others(register, now):
    done = []

    def work(*, now, number):
        if number == 0:
            raise RuntimeError("poison")
        done.append(number)

    register("tests.work", work)
    for number in range(1_000):
        jobs.enqueue("tests.work", now=now, number=number)

    jobs.run_due_jobs(now=now)
    assert done == list(range(1, 1_000))

    for _ in range(10):
        now += timedelta(hours=1)
        jobs.run_due_jobs(now=now)
    assert list(Job.objects.filter(state=JobState.PARKED).values_list("payload", "attempts")) == [({"number": 0}, 8)]
    assert len(done) == 999


def test_parks_a_job_whose_task_nobody_knows(now):
    job = jobs.enqueue("tests.forgotten", now=now)

    jobs.run_due_jobs(now=now)

    job.refresh_from_db()
    assert (job.state, job.attempts) == (JobState.PARKED, 1)
    assert job.last_error == "No function is registered for the task tests.forgotten."


def test_a_task_that_misses_a_key_of_its_own_is_tried_again_and_not_parked(register, now):
    register("tests.miss", lambda *, now: {}["absent"])
    job = jobs.enqueue("tests.miss", now=now)

    jobs.run_due_jobs(now=now)

    job.refresh_from_db()
    assert job.state == JobState.READY


def test_r26_takes_up_the_job_of_a_process_that_died_when_its_lease_expires(register, now):
    effects = set()
    register("tests.effect", lambda *, now: effects.add("effect"))
    job = jobs.enqueue("tests.effect", now=now)
    dead = jobs.lease_job(now=now)
    effects.add("effect")  # The process did the work and was killed before it could say so.

    assert jobs.run_due_jobs(now=now + timedelta(minutes=4, seconds=59)) == 0
    assert jobs.run_due_jobs(now=now + minutes(5)) == 1

    job.refresh_from_db()
    assert (dead.pk, job.state, job.attempts) == (job.pk, JobState.DONE, 2)
    assert effects == {"effect"}


def test_a_runner_that_lost_its_lease_changes_nothing_any_more(register, now):
    late = now + minutes(6)
    seen = []

    def outlast_the_lease(*, now):
        # While this runner is busy, the lease expires and another one takes the job up and parks it.
        register("tests.slow", lambda *, now: seen.append("second runner"))
        jobs.run_due_jobs(now=late)

    register("tests.slow", outlast_the_lease)
    job = jobs.enqueue("tests.slow", now=now)

    jobs.run_next_job(now=now)

    job.refresh_from_db()
    assert seen == ["second runner"]
    assert (job.state, job.finished_at, job.attempts) == (JobState.DONE, late, 2)


def test_a_job_that_kills_every_process_is_parked(register, now):
    job = jobs.enqueue("tests.killer", now=now)

    for _ in range(8):
        assert jobs.lease_job(now=now).pk == job.pk
        now += minutes(5)
        jobs.take_back_expired_leases(now=now)

    job.refresh_from_db()
    assert (job.state, job.last_error) == (JobState.PARKED, "The process died in every try.")


def test_a_job_that_killed_its_process_queues_behind_those_that_came_meanwhile(register, now):
    killer = jobs.enqueue("tests.killer", now=now)
    jobs.lease_job(now=now)
    other = jobs.enqueue("tests.other", now=now + minutes(1))

    jobs.take_back_expired_leases(now=now + minutes(5))

    assert [jobs.lease_job(now=now + minutes(5)).pk for _ in range(2)] == [other.pk, killer.pk]


@pytest.mark.django_db(transaction=True)
def test_a_task_runs_outside_any_transaction(register, now):
    seen = []
    register("tests.look", lambda *, now: seen.append(connection.in_atomic_block))
    jobs.enqueue("tests.look", now=now)

    jobs.run_due_jobs(now=now)

    assert seen == [False]


@pytest.mark.django_db(transaction=True)
def test_a_job_of_a_transaction_that_rolls_back_does_not_exist(now):
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        jobs.enqueue("tests.note", now=now)
        1 / 0  # noqa: B018

    assert not Job.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_runners_at_once_run_each_job_once(register, now):
    done = []
    register("tests.note", lambda *, now, number: done.append(number))
    for number in range(40):
        jobs.enqueue("tests.note", now=now, number=number)

    race(2, lambda _: jobs.run_due_jobs(now=now))

    assert sorted(done) == list(range(40))
    assert set(Job.objects.values_list("state", "attempts")) == {(JobState.DONE, 1)}
