"""The loop that runs jobs: a thread of the web process, or the `worker` command."""

import logging
import threading

from django.db import close_old_connections, connections
from django.utils import timezone

from config.schedule import SCHEDULES
from poshtyar.common.outages import outage_of
from poshtyar.jobs import bell
from poshtyar.jobs import operations as jobs

logger = logging.getLogger(__name__)

# A ring starts a job at once; this is how long one waits that another process wrote, or that was put off.
PAUSE_SECONDS = 1.0


class Engine:
    """Runs jobs and starts schedules until it is told to stop."""

    def __init__(self):
        self._stopping = threading.Event()
        self._wake = threading.Event()
        self._thread = threading.Thread(target=self.run, name="jobs", daemon=True)
        self._schedules_read_at = ""

    def start(self) -> None:
        """Run in a thread of its own."""
        self._thread.start()

    def stop(self) -> None:
        """Ask the loop to end after the job in hand."""
        self._stopping.set()
        self._wake.set()

    def join(self, timeout: float) -> None:
        """Wait for the thread; a job that outlasts the timeout is taken up again when its lease expires."""
        self._thread.join(timeout)

    def run(self) -> None:
        """Work, and sleep until a ring or the end of the pause."""
        bell.listen(self._on_ring)
        try:
            while not self._stopping.is_set():
                self._wake.clear()
                self._work()
                self._wake.wait(PAUSE_SECONDS)
        finally:
            bell.ignore(self._on_ring)
            connections.close_all()

    def _work(self) -> None:
        """Do everything that is due; whatever goes wrong here, a lost database too, is tried again."""
        close_old_connections()
        try:
            self._start_schedules()
            jobs.take_back_expired_leases(now=timezone.now())
            while not self._stopping.is_set() and jobs.run_next_job(now=timezone.now()):
                pass
        except Exception as error:
            if outage_of(error):
                # Every second of an absence, so one line and no traceback.
                logger.warning("The job engine waits for the storage: %s", error)
            else:
                logger.exception("The job engine stumbled and goes on")
            connections.close_all()

    def _start_schedules(self) -> None:
        # Cron text knows no seconds, so once a minute is enough.
        now = timezone.now()
        minute = f"{now:%Y-%m-%d %H:%M}"
        if minute != self._schedules_read_at:
            jobs.start_schedules(SCHEDULES, now=now)
            self._schedules_read_at = minute

    def _on_ring(self, job_id: int) -> None:
        self._wake.set()
