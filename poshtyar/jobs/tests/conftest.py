"""Tasks that live for one test."""

import pytest

from poshtyar.jobs import registry


@pytest.fixture
def register(monkeypatch):
    """Give a task a function for the length of a test."""

    def give(name, function):
        monkeypatch.setitem(registry._tasks, name, function)

    return give
