"""The Celery engine …"""

import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from datetime import timedelta
from urllib.parse import quote, urlencode, urlsplit

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone
from kombu import pools

from poshtyar.jobs import bell, celery
from poshtyar.jobs import operations as jobs
from poshtyar.jobs.models import Job, JobState
from poshtyar.jobs.tests.celery_worker import note, use_queue

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
        "filesystem://",
        pytest.param(
            RABBITMQ,
            marks=pytest.mark.skipif(not _answers(RABBITMQ), reason=f"NO RABBITMQ AT {RABBITMQ.rpartition('@')[2]}"),
        ),
    ],
    ids=["filesystem", "rabbitmq"],
)
def worker(request, monkeypatch, tmp_path):
    """Run a Celery worker on a queue of its own, and ring it for every job committed."""
    queue = [f"test-{os.getpid()}-{time.monotonic_ns()}", str(tmp_path)]
    environment = {
        **os.environ,
        "DATABASE_URL": _address_of_the_database(),
        "CELERY_BROKER_URL": request.param,
        "POSHTYAR_DATA": str(settings.DATA_DIR),
    }
    with _broker(request.param, monkeypatch):
        use_queue(celery.app, *queue)
        command = [sys.executable, "-m", "poshtyar.jobs.tests.celery_worker", *queue]
        process = subprocess.Popen(command, env=environment)  # noqa: S603 (our own module)
        try:
            yield process
        finally:
            # A worker may die at any moment without harm, so nothing waits for it.
            process.kill()
            process.wait()


def _address_of_the_database() -> str:
    """Return the test database as a DATABASE_URL, for another process."""
    now = connection.settings_dict
    if connection.vendor == "sqlite":
        return f"sqlite:///{now['NAME']}"
    place = urlencode({name: now[name.upper()] for name in ("host", "port") if now[name.upper()]})
    return f"postgresql://{quote(now['USER'])}:{quote(now['PASSWORD'])}@/{now['NAME']}?{place}"


@contextmanager
def _broker(url, monkeypatch):
    """Send to this broker, and forget the connections to any other."""
    conf = celery.app.conf
    for name, value in {"broker_url": url, "broker_transport_options": {}}.items():
        monkeypatch.setitem(conf, name, value)
    monkeypatch.setitem(conf, "task_default_queue", conf.task_default_queue)
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


@pytest.fixture
def book(register, tmp_path):
    """Where the worker's task writes its words."""
    register("tests.note", note)
    return tmp_path / "book.txt"


def test_runs_a_job_once_after_its_commit_however_often_its_id_comes(worker, book):
    with transaction.atomic():
        job = jobs.enqueue("tests.note", now=timezone.now(), path=str(book), word="hello")
    for _ in range(3):
        celery.send(job.pk)
    _wait_until(lambda: Job.objects.get(pk=job.pk).state == JobState.DONE)
    last = jobs.enqueue("tests.note", now=timezone.now(), path=str(book), word="last")
    _wait_until(lambda: Job.objects.get(pk=last.pk).state == JobState.DONE)

    assert book.read_text().split() == ["hello", "last"]


def test_a_message_about_nothing_is_harmless(worker, book):
    celery.send(987654)
    job = jobs.enqueue("tests.note", now=timezone.now(), path=str(book), word="hello")

    _wait_until(lambda: Job.objects.get(pk=job.pk).state == JobState.DONE)


def test_the_sweep_sends_what_was_lost_and_what_a_dead_worker_held(worker, book):
    hour_ago = timezone.now() - timedelta(hours=1)
    left = {"task": "tests.note", "payload": {"path": str(book), "word": "late"}, "run_at": hour_ago}
    lost = Job.objects.create(**left)
    held = Job.objects.create(**left, state=JobState.LEASED, lease="dead", leased_until=hour_ago)

    celery.sweep(now=timezone.now())

    _wait_until(lambda: set(Job.objects.filter(pk__in=[lost.pk, held.pk]).values_list("state", flat=True)) == {"done"})


def test_a_broker_that_is_away_breaks_nothing_and_holds_nobody(monkeypatch):
    began = time.monotonic()

    with _broker("amqp://guest@127.0.0.1:9//", monkeypatch), transaction.atomic():
        job = jobs.enqueue("tests.note", now=timezone.now())

    assert time.monotonic() - began < 5
    assert Job.objects.get(pk=job.pk).state == JobState.READY
