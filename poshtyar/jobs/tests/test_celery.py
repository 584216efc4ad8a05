"""The Celery engine …"""

import os
import socket
import time
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from celery.contrib.testing.worker import start_worker
from django.db import transaction
from django.utils import timezone
from kombu import pools

from poshtyar.jobs import bell, celery
from poshtyar.jobs import operations as jobs
from poshtyar.jobs.models import Job, JobState

pytestmark = pytest.mark.django_db(transaction=True)
RABBITMQ = os.environ.get("TEST_CELERY_BROKER_URL", "amqp://guest:guest@127.0.0.1:5672//")


def _answers(url):
    parts = urlsplit(url)
    try:
        socket.create_connection((parts.hostname, parts.port or 5672), timeout=1).close()
    except OSError:
        return False
    return True


@pytest.fixture(
    params=[
        "memory://",
        pytest.param(
            RABBITMQ,
            marks=pytest.mark.skipif(not _answers(RABBITMQ), reason=f"NO RABBITMQ AT {RABBITMQ.rpartition('@')[2]}"),
        ),
    ],
    ids=["memory", "rabbitmq"],
)
def worker(request, monkeypatch):
    """Run a Celery worker on a queue of its own, and ring it for every job committed."""
    monkeypatch.setitem(celery.app.conf, "task_default_queue", f"test-{os.getpid()}-{time.monotonic_ns()}")
    quietly = {"pool": "threads", "concurrency": 2, "perform_ping_check": False, "loglevel": "ERROR"}
    with _broker(request.param, monkeypatch), start_worker(celery.app, **quietly):
        yield


@contextmanager
def _broker(url, monkeypatch):
    """Send to this broker, and forget the connections to any other."""
    monkeypatch.setitem(celery.app.conf, "broker_url", url)
    _forget_connections()
    bell.listen(celery.send)
    yield
    bell.ignore(celery.send)
    _forget_connections()


def _forget_connections():
    pools.reset()
    celery.app._pool = None
    celery.app.__dict__.pop("amqp", None)


def _wait_until(condition, seconds=60):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.02)


def test_runs_a_job_once_after_its_commit_however_often_its_id_comes(worker, register):
    calls = []
    register("tests.note", lambda *, now, word: calls.append(word))

    with transaction.atomic():
        job = jobs.enqueue("tests.note", now=timezone.now(), word="hello")
    for _ in range(3):
        celery.send(job.pk)
    last = jobs.enqueue("tests.note", now=timezone.now(), word="last")
    _wait_until(lambda: Job.objects.get(pk=last.pk).state == JobState.DONE)

    assert calls == ["hello", "last"]


def test_a_message_about_nothing_is_harmless(worker, register):
    register("tests.note", lambda *, now: None)

    celery.send(987654)
    job = jobs.enqueue("tests.note", now=timezone.now())

    _wait_until(lambda: Job.objects.get(pk=job.pk).state == JobState.DONE)


def test_the_sweep_sends_what_was_lost_and_what_a_dead_worker_held(worker, register):
    register("tests.note", lambda *, now: None)
    hour_ago = timezone.now() - timedelta(hours=1)
    lost = Job.objects.create(task="tests.note", run_at=hour_ago)
    held = Job.objects.create(
        task="tests.note", run_at=hour_ago, state=JobState.LEASED, lease="dead", leased_until=hour_ago
    )

    celery.sweep(now=timezone.now())

    _wait_until(lambda: set(Job.objects.filter(pk__in=[lost.pk, held.pk]).values_list("state", flat=True)) == {"done"})


def test_a_broker_that_is_away_breaks_nothing_and_holds_nobody(monkeypatch):
    began = time.monotonic()

    with _broker("amqp://guest@127.0.0.1:9//", monkeypatch), transaction.atomic():
        job = jobs.enqueue("tests.note", now=timezone.now())

    assert time.monotonic() - began < 5
    assert Job.objects.get(pk=job.pk).state == JobState.READY
