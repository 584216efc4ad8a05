"""The engine …"""

import os
import signal
import threading
import time
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from poshtyar.jobs import engine as engine_module
from poshtyar.jobs import operations as jobs
from poshtyar.jobs.engine import Engine
from poshtyar.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def running(monkeypatch):
    """Run an engine whose pause is so long that only a ring can wake it in time."""
    monkeypatch.setattr(engine_module, "PAUSE_SECONDS", 60)
    engine = Engine()
    engine.start()
    _wait_until(lambda: not Job.objects.filter(state=JobState.READY).exists() and engine._schedules_read_at)
    yield engine
    engine.stop()
    engine.join(timeout=60)


def _wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.01)


def test_starts_a_job_as_soon_as_its_transaction_commits(running, register):
    called = threading.Event()
    register("tests.note", lambda *, now: called.set())

    with transaction.atomic():
        jobs.enqueue("tests.note", now=timezone.now())
        assert not called.wait(0.2)

    assert called.wait(60)


def test_goes_on_after_a_job_that_fails(running, register):
    called = threading.Event()
    register("tests.fail", lambda *, now: 1 / 0)
    register("tests.note", lambda *, now: called.set())

    jobs.enqueue("tests.fail", now=timezone.now())
    jobs.enqueue("tests.note", now=timezone.now())

    assert called.wait(60)


@pytest.mark.parametrize("error", [RuntimeError("a mistake"), OperationalError("the database went away")])
def test_goes_on_after_it_stumbled_itself(running, register, monkeypatch, error):
    called, take_back = threading.Event(), jobs.take_back_expired_leases
    register("tests.note", lambda *, now: called.set())

    def stumble(*, now):
        monkeypatch.setattr(jobs, "take_back_expired_leases", take_back)
        raise error

    monkeypatch.setattr(jobs, "take_back_expired_leases", stumble)
    jobs.enqueue("tests.note", now=timezone.now())
    _wait_until(lambda: jobs.take_back_expired_leases is take_back)
    jobs.enqueue("tests.note", now=timezone.now())

    assert called.wait(60)


def test_finishes_the_job_in_hand_before_it_stops(register):
    begun, finish = threading.Event(), threading.Event()
    register("tests.slow", lambda *, now: begun.set() or finish.wait(60))
    job = jobs.enqueue("tests.slow", now=timezone.now())
    engine = Engine()
    engine.start()
    assert begun.wait(60)

    engine.stop()
    finish.set()
    engine.join(timeout=60)

    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert not engine._thread.is_alive()


@pytest.fixture
def own_signals():
    """Put the handlers of signals back after the test."""
    handlers = {number: signal.getsignal(number) for number in (signal.SIGTERM, signal.SIGINT)}
    yield
    for number, handler in handlers.items():
        signal.signal(number, handler)


def test_the_worker_command_finishes_the_job_in_hand_when_it_is_told_to_end(register, own_signals):
    def take_a_while(*, now):
        os.kill(os.getpid(), signal.SIGTERM)
        time.sleep(0.2)

    register("tests.slow", take_a_while)
    register("tests.note", lambda *, now: None)
    now = timezone.now()
    slow, later = jobs.enqueue("tests.slow", now=now), jobs.enqueue("tests.note", now=now + timedelta(hours=1))

    call_command("worker")

    slow.refresh_from_db()
    later.refresh_from_db()
    assert (slow.state, later.state) == (JobState.DONE, JobState.READY)


def test_the_worker_command_runs_what_is_due_and_ends(register, capsys):
    register("tests.note", lambda *, now: None)
    job = jobs.enqueue("tests.note", now=timezone.now())

    call_command("worker", "--once")

    job.refresh_from_db()
    assert job.state == JobState.DONE
    assert "jobs run" in capsys.readouterr().out
    assert connection.is_usable()
