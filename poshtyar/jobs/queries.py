"""How the jobs stand, for the people who look after them."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from poshtyar.jobs.models import Job, JobState


@dataclass(frozen=True)
class JobCounts:
    """How many jobs are due, put off or running, and how many need a human."""

    due: int
    later: int
    running: int
    parked: int


def count_jobs(*, now: datetime) -> JobCounts:
    """Count the jobs that are not done; each number comes from an index of its own."""
    due = Job.objects.ready_at(now).count()
    later = Job.objects.filter(state=JobState.READY, run_at__gt=now).count()
    running = Job.objects.filter(state=JobState.LEASED).count()
    return JobCounts(due, later, running, parked_jobs().count())


def parked_jobs() -> QuerySet[Job]:
    """Return the jobs that need a human, the newest first."""
    return Job.objects.filter(state=JobState.PARKED).order_by("-created_at", "-id")
