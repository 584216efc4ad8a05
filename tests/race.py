"""Many at once."""

import sys
import threading
import time
import traceback

from django.db import connection

# SQLite waits twenty seconds for a lock, and pytest five minutes for a test; a race between the two is stuck.
LONGEST_SECONDS = 60


def race(workers: int, work, *, busy: float = 0) -> list:
    """Call `work(0)`, `work(1)`, … at the same instant, each on its own connection; return the answers.

    They may be `busy` for so many seconds. What one of them raises is raised here; one that is stuck fails the test
    with the place where it hangs.
    """
    barrier, answers, faults = threading.Barrier(workers), [None] * workers, []

    def run(worker):
        try:
            barrier.wait(LONGEST_SECONDS)
            answers[worker] = work(worker)
        except Exception as fault:
            faults.append(fault)
        finally:
            connection.close()

    # Daemons, so that a stuck one cannot keep the process alive.
    threads = [threading.Thread(target=run, args=[worker], daemon=True) for worker in range(workers)]
    for thread in threads:
        thread.start()
    join_all(threads, busy + LONGEST_SECONDS)
    if faults:
        raise faults[0]
    return answers


def join_all(threads: list[threading.Thread], seconds: float) -> None:
    """Wait for all of them together; raise AssertionError with the places where those hang that do not end in time."""
    deadline = time.monotonic() + seconds
    for thread in threads:
        thread.join(max(0, deadline - time.monotonic()))
    frames = sys._current_frames()
    stuck = ["".join(traceback.format_stack(frames[t.ident])) for t in threads if t.is_alive() and t.ident in frames]
    if stuck:
        raise AssertionError(
            f"{len(stuck)} of {len(threads)} still run after {seconds} seconds:\n\n" + "\n".join(stuck)
        )
