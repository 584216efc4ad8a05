"""A plugin of pytest that begins a run at another moment: `TEST_MOMENT=2028-02-29T20:29:50Z pytest -p tests.moment`.

The clock goes on from there. Threads believe it; processes that a test starts, and PostgreSQL, keep their own.
"""

import os

import time_machine

_travel = time_machine.travel(os.environ["TEST_MOMENT"], tick=True)


def pytest_configure():
    """Leave for that moment before a test is read."""
    _travel.start()


def pytest_unconfigure():
    """Come back."""
    _travel.stop()
