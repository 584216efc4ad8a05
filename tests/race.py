"""Many at once."""

import threading

from django.db import connection


def race(workers: int, work) -> list:
    """Call `work(0)`, `work(1)`, … at the same instant, each on its own connection; return the answers."""
    barrier, answers = threading.Barrier(workers), [None] * workers

    def run(worker):
        try:
            barrier.wait()
            answers[worker] = work(worker)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=[worker]) for worker in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return answers
