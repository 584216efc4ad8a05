"""A plugin of pytest that measures the coverage of the coin, in every process of the run: `pytest -p tests.traced`."""

import asyncio
from concurrent.futures import ThreadPoolExecutor

from coverage import Coverage

_run = asyncio.run
cover = Coverage(data_suffix=True)
cover.start()


def run_apart(main, **options):
    """Run a coroutine in a thread of its own.

    Python 3.11 stops tracing a thread after an exception was thrown into a coroutine there (cpython#106749); whoever
    asked the bank would then seem to end with the question.
    """
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(_run, main, **options).result()


asyncio.run = run_apart


def pytest_unconfigure():
    """Leave what this process saw beside what the others saw; `coverage combine` puts it together."""
    cover.stop()
    cover.save()
