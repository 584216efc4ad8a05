"""Whoever wants to write into the SQLite file …"""

import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from django.db import OperationalError, connection, transaction

from config.sqlite.queue import NUMBER, Queue
from poshtyar.accounts.models import Organization
from tests.race import join_all

pytestmark = pytest.mark.sqlite
# Nobody here waits for half as long unless the queue holds them up, however busy the machine is.
LONG = 20


@pytest.fixture
def path(tmp_path):
    return tmp_path / "shop.sqlite3-queue"


@pytest.fixture
def first(path):
    queue = Queue(path)
    queue.enter(seconds=LONG)
    return queue


def last_number(path: Path) -> int:
    """Return the number that was drawn last."""
    return NUMBER.unpack(path.read_bytes()[: NUMBER.size])[0]


def test_comes_in_the_order_of_coming(path, first):
    came: list[int] = []

    def come(number):
        queue = Queue(path)
        queue.enter(seconds=LONG)
        came.append(number)
        queue.leave()

    threads = [threading.Thread(target=come, args=[number], daemon=True) for number in range(5)]
    for thread in threads:
        before = last_number(path)
        thread.start()
        while last_number(path) == before:
            time.sleep(0.001)
    first.leave()
    first.enter(seconds=LONG)
    came.append(99)
    first.leave()
    join_all(threads, LONG)

    assert came == [0, 1, 2, 3, 4, 99]


def test_does_not_wait_for_the_dead(path):
    enter = f"q = Queue({str(path)!r}); q.enter(seconds=1); print('in', flush=True); input()"
    code = f"from config.sqlite.queue import Queue; {enter}"
    with subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE) as dying:
        assert dying.stdout.readline() == b"in\n"
        dying.kill()

    began = time.monotonic()
    Queue(path).enter(seconds=LONG)

    assert time.monotonic() - began < LONG / 2


def test_gives_up_in_time_and_holds_up_nobody(path, first):
    hasty, last = Queue(path), Queue(path)
    hasty.enter(seconds=0.05)
    hasty.leave()
    last.enter(seconds=0.05)
    last.leave()
    first.leave()

    began = time.monotonic()
    Queue(path).enter(seconds=LONG)

    assert time.monotonic() - began < LONG / 2


@pytest.mark.django_db(transaction=True)
def test_leaves_the_queue_with_the_end_of_the_transaction():
    def is_free(within=LONG):
        began = time.monotonic()
        other = Queue(f"{connection.settings_dict['NAME']}-queue")
        other.enter(seconds=within)
        other.close()
        return time.monotonic() - began < within

    with transaction.atomic():
        Organization.objects.create(name="kept")
        assert not is_free(within=0.1)
    assert is_free()

    with pytest.raises(ValueError, match="no"), transaction.atomic():
        raise ValueError("no")
    assert is_free()

    with transaction.atomic():
        connection.close()
    assert is_free()


@pytest.mark.django_db(transaction=True)
def test_r30_writes_without_a_queue_where_the_disk_takes_none(monkeypatch):
    def full(*_):
        raise OSError(28, "No space left on device")

    connection.close()
    monkeypatch.setattr("config.sqlite.queue.os.open", full)
    with transaction.atomic():
        Organization.objects.create(name="kept")

    assert Organization.objects.filter(name="kept").exists()


@pytest.mark.django_db(transaction=True)
def test_leaves_the_queue_when_sqlite_refuses(monkeypatch):
    def locked(self):
        raise OperationalError("database is locked")

    with monkeypatch.context() as patch:
        patch.setattr("django.db.backends.sqlite3.base.DatabaseWrapper._start_transaction_under_autocommit", locked)
        with pytest.raises(OperationalError), transaction.atomic():
            raise AssertionError("It did not begin.")

    with transaction.atomic():
        Organization.objects.create(name="kept")
    assert Organization.objects.filter(name="kept").exists()
