"""Many processes at once, as several web servers are."""

import multiprocessing
import traceback
from queue import Empty

from django.db import connections

LONGEST_SECONDS = 120


def crowd(processes: int, work) -> list:
    """Call `work(0)`, `work(1)`, … at the same instant, each in a process of its own; return the answers.

    What one of them raises fails the test with its traceback. The test must not run in a transaction of its own,
    because the others could not see what it wrote.
    """
    context = multiprocessing.get_context("fork")  # The children know the test's database.
    barrier, answers = context.Barrier(processes), context.Queue()
    # A connection that two processes share is broken in both.
    connections.close_all()
    children = [context.Process(target=_run, args=[work, n, barrier, answers], daemon=True) for n in range(processes)]
    for child in children:
        child.start()
    try:
        told = dict(answers.get(timeout=LONGEST_SECONDS) for _ in children)
    except Empty:
        raise AssertionError(f"not all of {processes} processes ended in {LONGEST_SECONDS} seconds") from None
    finally:
        for child in children:
            child.join(1)
            child.kill()
    if faults := [fault for fault, _ in told.values() if fault]:
        raise AssertionError(f"{len(faults)} of {processes} processes failed:\n\n{faults[0]}")
    return [told[n][1] for n in range(processes)]


def _run(work, n, barrier, answers) -> None:
    try:
        barrier.wait(LONGEST_SECONDS)
        answers.put((n, ("", work(n))))
    except Exception:
        answers.put((n, (traceback.format_exc(), None)))
    finally:
        connections.close_all()
