"""Writing jobs, running them, starting schedules.

A job runs at least once: whoever leases it runs it outside any transaction, and marks it done only while the lease is
still its own. A process that dies leaves a lease that expires, and another takes the job up. Tasks are therefore
written to run twice without harm.
"""

import logging
import random
import secrets
import traceback
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F, Max, Q
from django.utils.translation import gettext as _

from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.common.insertion import insert
from poshtyar.common.logs import without_secrets
from poshtyar.common.transactions import operation
from poshtyar.jobs import bell
from poshtyar.jobs.models import Job, JobState, ScheduleRun
from poshtyar.jobs.registry import find_task
from poshtyar.jobs.schedules import Schedule

if TYPE_CHECKING:
    from poshtyar.accounts.models import User

logger = logging.getLogger(__name__)

LEASE = timedelta(minutes=5)
TRIES = 8
FIRST_DELAY = timedelta(seconds=30)
# No first try is asked for later than this, and no next one: a later moment was written by a clock that was ahead.
LATEST_FIRST_TRY = timedelta(minutes=5)
LATEST_NEXT_TRY = timedelta(hours=1)
KEEP_DONE = timedelta(days=14)
# One statement deletes this many rows, so that a purge never holds the database for long.
PURGE_ROWS = 1000
ERROR_CHARACTERS = 4000


class JobNotParked(DomainError):
    """The job does not wait for a human."""

    code = "job_not_parked"


def enqueue(task: str, *, now: datetime, run_at: datetime | None = None, key: str | None = None, **payload) -> Job:
    """Write a job in the caller's transaction; it is run after the commit, at once or at `run_at`, minutes later.

    With a `key`, a second call returns the first job and writes nothing.
    """
    fields = {"task": task, "payload": payload, "run_at": run_at or now}
    if key is None:
        job, is_new = Job(**fields), True
        insert(job)
    else:
        job, is_new = Job.objects.get_or_create(key=key, defaults=fields)
    if is_new and job.run_at <= now:
        _ring_after_commit(job)
    return job


def run_due_jobs(*, now: datetime, limit: int = 1000, jitter: Callable[[], float] = random.random) -> int:
    """Run the jobs that are due, and those which they write, up to a limit; return how many were run."""
    take_back_expired_leases(now=now)
    for count in range(limit):
        if not run_next_job(now=now, jitter=jitter):
            return count
    return limit


def run_next_job(*, now: datetime, job_id: int | None = None, jitter: Callable[[], float] = random.random) -> bool:
    """Run the job that has waited longest, or the named one, and say whether there was one."""
    job = lease_job(now=now, job_id=job_id)
    if job is None:
        return False
    try:
        task = find_task(job.task)
    except KeyError:
        # Trying again would not teach us the name; after a deployment that knows it, a human releases the job.
        park_job(job=job, error=f"No function is registered for the task {job.task}.", now=now)
        return True
    try:
        task(now=now, **job.payload)
    except Exception:
        logger.exception("Job %s (%s) failed, try %s of %s", job.pk, job.task, job.attempts, TRIES)
        put_off_job(job=job, error=traceback.format_exc(), now=now, jitter=jitter())
    else:
        _still_ours(job).update(state=JobState.DONE, lease="", leased_until=None, last_error="", finished_at=now)
    return True


def lease_job(*, now: datetime, job_id: int | None = None) -> Job | None:
    """Take the job that has waited longest, or the named one, for the length of a lease; None when there is none.

    Failures are put off, so the order of `run_at` lets a job that always fails pass behind all others.
    """
    ready = Job.objects.ready_at(now)
    if job_id is not None:
        ready = ready.filter(pk=job_id)
    # A look without a lock: on SQLite the transaction below is the write lock, and an idle engine asks every second.
    if not ready.exists():
        return None
    with transaction.atomic():
        job = ready.order_by("run_at", "id").select_for_update(skip_locked=True).first()
        if job is not None:
            job.state, job.lease, job.leased_until = JobState.LEASED, secrets.token_hex(16), now + LEASE
            job.attempts += 1
            job.save(update_fields=["state", "lease", "leased_until", "attempts"])
    return job


def put_off_job(*, job: Job, error: str, now: datetime, jitter: float) -> None:
    """Try a failed job again later, each time twice as long; after the last try, park it."""
    if job.attempts >= TRIES:
        park_job(job=job, error=error, now=now)
    else:
        _still_ours(job).update(
            state=JobState.READY,
            lease="",
            leased_until=None,
            run_at=now + delay_before_next_try(job.attempts, jitter),
            last_error=_readable(error),
        )


def delay_before_next_try(attempts: int, jitter: float) -> timedelta:
    """Return 30 s, 1 min, 2 min … 32 min, up to half as long again by `jitter` (0 to 1), so that failures spread."""
    return FIRST_DELAY * 2 ** (attempts - 1) * (1 + jitter / 2)


def park_job(*, job: Job, error: str, now: datetime) -> None:
    """Leave a leased job to a human, with the reason."""
    parked = _still_ours(job).update(
        state=JobState.PARKED, lease="", leased_until=None, last_error=_readable(error), finished_at=now
    )
    if parked:
        logger.error("Job %s (%s) needs a human after %s tries", job.pk, job.task, job.attempts)


def take_back_expired_leases(*, now: datetime) -> None:
    """Make the jobs of processes that died ready again; park those that had their last try."""
    expired = Job.objects.filter(state=JobState.LEASED, leased_until__lte=now)
    if not expired.exists():
        return
    expired.filter(attempts__gte=TRIES).update(
        state=JobState.PARKED, lease="", leased_until=None, last_error="The process died in every try.", finished_at=now
    )
    # They queue from the lease's end, so that a job which kills its process does not stand first each time.
    expired.update(state=JobState.READY, run_at=F("leased_until"), lease="", leased_until=None)


@operation
def release_job(*, job: Job, actor: "User", now: datetime) -> Job:
    """Let a parked job run again, with all its tries.

    Raises NotAllowed unless the actor is a lead, and JobNotParked for any other state.
    """
    job = Job.objects.select_for_update().get(pk=job.pk)
    if not actor.is_lead:
        raise NotAllowed(_("Only a lead or a manager may run a job again."))
    if job.state != JobState.PARKED:
        raise JobNotParked(_("This job is not waiting for a person; somebody may have released it already."))

    job.state, job.attempts, job.run_at, job.finished_at = JobState.READY, 0, now, None
    job.save(update_fields=["state", "attempts", "run_at", "finished_at"])
    _ring_after_commit(job)
    return job


def start_schedules(schedules: Iterable[Schedule], *, now: datetime) -> None:
    """Write a job for each schedule whose latest period has not been started yet.

    The period is a unique row, so any number of schedulers start it once. After a downtime only the latest missed
    period is started. A clock that jumps back repeats no period; one that was ahead by mistake and comes home goes on
    with the periods of home.
    """
    _pull_back_from_the_future(now)
    due = [(schedule, schedule.latest_due_at(now)) for schedule in schedules]
    moments = {due_at for _, due_at in due}
    started = set(ScheduleRun.objects.filter(due_at__in=moments).values_list("schedule", "due_at"))
    for schedule, due_at in due:
        if (schedule.name, due_at) not in started:
            _start_period(schedule, due_at, now)


def _pull_back_from_the_future(now: datetime) -> None:
    """Make due at once what a clock that was ahead has leased or put off for longer than anybody waits (R11)."""
    leased = Job.objects.filter(state=JobState.LEASED, leased_until__gt=now + 2 * LEASE)
    if leased.exists():
        leased.update(leased_until=now)
    too_late = Q(run_at__gt=now + LATEST_NEXT_TRY) | Q(attempts=0, run_at__gt=now + LATEST_FIRST_TRY)
    ready = Job.objects.filter(too_late, state=JobState.READY, run_at__gt=now)
    if ready.exists():
        ready.update(run_at=now)


@operation
def _start_period(schedule: Schedule, due_at: datetime, now: datetime) -> None:
    _run, is_new = ScheduleRun.objects.get_or_create(schedule=schedule.name, due_at=due_at)
    if is_new:
        enqueue(schedule.task, now=now)


def purge_jobs(*, now: datetime) -> int:
    """Delete the jobs done more than two weeks ago, and the started periods that no longer matter; return how many."""
    finished = Job.objects.filter(state=JobState.DONE, finished_at__lt=now - KEEP_DONE)
    count = 0
    while ids := list(finished.values_list("id", flat=True)[:PURGE_ROWS]):
        count += Job.objects.filter(id__in=ids).delete()[0]
    latest = ScheduleRun.objects.values("schedule").annotate(latest=Max("id")).values("latest")
    ScheduleRun.objects.filter(due_at__lt=now - KEEP_DONE).exclude(id__in=latest).delete()
    return count


def _ring_after_commit(job: Job) -> None:
    def ring() -> None:
        bell.ring(job.pk)

    # A listener that fails, such as a broker that is away, must not break the page whose work is committed.
    transaction.on_commit(ring, robust=True)


def _still_ours(job: Job):
    """Return the job's row as long as our lease on it stands; whoever took it up after us decides for itself."""
    return Job.objects.filter(pk=job.pk, state=JobState.LEASED, lease=job.lease)


def _readable(error: str) -> str:
    # PostgreSQL refuses NUL in a text; the end of a traceback says most.
    return without_secrets(error).replace("\0", "")[-ERROR_CHARACTERS:]
