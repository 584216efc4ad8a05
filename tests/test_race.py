"""race …"""

import threading
import time

import pytest

from tests import race as module
from tests.race import race


def test_returns_the_answers_in_their_order(db):
    assert race(3, lambda worker: worker * 10) == [0, 10, 20]


def test_raises_what_one_of_them_raised(db):
    def fall(worker):
        if worker == 1:
            raise ValueError("I fell.")

    with pytest.raises(ValueError, match="I fell"):
        race(2, fall)


def test_tells_where_one_is_stuck_and_waits_no_longer(db, monkeypatch):
    monkeypatch.setattr(module, "LONGEST_SECONDS", 0.2)
    never = threading.Event()

    def hang_in_a_named_place(worker):
        never.wait(30)

    begun = time.monotonic()
    with pytest.raises(AssertionError, match="hang_in_a_named_place"):
        race(1, hang_in_a_named_place)
    never.set()

    assert time.monotonic() - begun < 10
