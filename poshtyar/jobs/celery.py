"""The engine for many servers: Celery carries job ids, and nothing else.

Run it with `celery -A poshtyar.jobs.celery worker`. The job row is the truth: a message that is lost is sent again by
the sweep, one that comes twice finds the job leased or done.
"""

import logging
import os
import threading
from datetime import datetime, timedelta

from celery import Celery
from celery.signals import worker_init, worker_ready, worker_shutting_down
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import close_old_connections, connections
from django.utils import timezone

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

SWEEP_SECONDS = 5.0
SWEEP_JOBS = 200
# A job this old was not rung for: it was put off, its message was lost, or the workers are behind.
LEFT_OVER = timedelta(seconds=5)

logger = logging.getLogger(__name__)
app = Celery("poshtyar", broker=settings.CELERY_BROKER_URL)
app.conf.update(
    task_default_queue="poshtyar-jobs",
    task_ignore_result=True,
    # A broker that is away must not hold the page that wrote the job; the sweep sends it later.
    task_publish_retry=False,
    broker_connection_timeout=2,
    broker_connection_retry_on_startup=True,
    worker_prefetch_multiplier=1,
    worker_hijack_root_logger=False,
)
_stopping = threading.Event()


@app.task(name="jobs.run")
def run(job_id: int) -> None:
    """Run one job if it is still ready; twice is harmless."""
    # Models are known only after Django's setup, which Celery does after importing this module.
    from poshtyar.jobs import operations as jobs

    jobs.run_next_job(now=timezone.now(), job_id=job_id)


def send(job_id: int) -> None:
    """Tell the workers of a job; the message dies after a minute, since the sweep would have sent another."""
    run.apply_async((job_id,), expires=60)


def sweep(*, now: datetime) -> int:
    """Start schedules, take back what dead workers held, and send the jobs that were left over; return how many."""
    from config.schedule import SCHEDULES
    from poshtyar.jobs import operations as jobs
    from poshtyar.jobs.models import Job

    jobs.start_schedules(SCHEDULES, now=now)
    jobs.take_back_expired_leases(now=now)
    left_over = Job.objects.ready_at(now - LEFT_OVER).order_by("run_at", "id").values_list("id", flat=True)
    ids = list(left_over[:SWEEP_JOBS])
    for job_id in ids:
        send(job_id)
    return len(ids)


@worker_init.connect
def refuse_unsound_start(**_kwargs) -> None:
    """End the worker before its first job where the web server would refuse to start."""
    from poshtyar.common.start import demand_sound_start

    try:
        demand_sound_start()
    except ImproperlyConfigured as refusal:
        # Celery only logs what else a listener raises, and goes on.
        raise SystemExit(str(refusal)) from refusal
    finally:
        # The worker forks after this, and no two processes may share a connection.
        connections.close_all()


@worker_ready.connect
def start_sweeping(**_kwargs) -> None:
    """Sweep in a thread of each worker's main process, so that no separate beat is needed."""
    _stopping.clear()
    threading.Thread(target=_sweep_until_stopped, name="sweep", daemon=True).start()


@worker_shutting_down.connect
def stop_sweeping(**_kwargs) -> None:
    """Let the sweeping thread end."""
    _stopping.set()


def _sweep_until_stopped() -> None:
    while not _stopping.wait(SWEEP_SECONDS):
        close_old_connections()
        try:
            sweep(now=timezone.now())
        except Exception:
            logger.exception("The sweep stumbled and goes on")
