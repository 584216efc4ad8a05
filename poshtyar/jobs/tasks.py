"""The jobs' own housekeeping."""

from datetime import datetime

from poshtyar.jobs import operations as jobs
from poshtyar.jobs.registry import task


@task("jobs.purge")
def purge(*, now: datetime) -> None:
    """Delete what was done long ago; the second run finds nothing left."""
    jobs.purge_jobs(now=now)
