"""Writing jobs and running them."""

from datetime import datetime

from poshtyar.jobs.models import Job


def enqueue(task: str, *, now: datetime, run_at: datetime | None = None, key: str | None = None, **payload) -> Job:
    """Write a job in the caller's transaction; it is run after the commit, at `run_at` or at once.

    With a `key`, a second call returns the first job and writes nothing.
    """
    fields = {"task": task, "payload": payload, "run_at": run_at or now}
    if key is None:
        return Job.objects.create(**fields)
    return Job.objects.get_or_create(key=key, defaults=fields)[0]
