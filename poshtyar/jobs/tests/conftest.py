"""Tasks that live for one test, and runners that start together."""

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from poshtyar.jobs import registry


@pytest.fixture
def register(monkeypatch):
    """Give a task a function for the length of a test."""

    def give(name, function):
        monkeypatch.setitem(registry._tasks, name, function)

    return give


@pytest.fixture
def at_once():
    """Call a function in several threads that start together; what goes wrong in one fails the test."""

    def call(function, threads):
        together = threading.Barrier(threads)

        def one():
            together.wait()
            try:
                function()
            finally:
                connection.close()

        with ThreadPoolExecutor(threads) as pool:
            for future in [pool.submit(one) for _ in range(threads)]:
                future.result()

    return call
