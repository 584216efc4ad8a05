"""The job outbox."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class JobState(models.TextChoices):
    """Where a job stands."""

    READY = "ready", _("Ready")
    LEASED = "leased", _("Running")
    DONE = "done", _("Done")
    PARKED = "parked", _("Needs a human")


class JobQuerySet(models.QuerySet["Job"]):
    """Reads of jobs."""

    def ready_at(self, now):
        """Keep the jobs whose time has come."""
        return self.filter(state=JobState.READY, run_at__lte=now)


class Job(models.Model):
    """Work to do later, written in the transaction of whoever wants it done; this row is the truth, not any broker."""

    task = models.CharField(max_length=100)
    payload = models.JSONField(default=dict)
    key = models.CharField(max_length=200, null=True, unique=True)  # noqa: DJ001 (unique: most jobs have none)
    state = models.CharField(max_length=6, choices=JobState.choices, default=JobState.READY)
    run_at = models.DateTimeField()
    attempts = models.PositiveSmallIntegerField(default=0)
    lease = models.CharField(max_length=32, blank=True)
    leased_until = models.DateTimeField(null=True, blank=True)
    last_error = models.TextField(blank=True)
    created_at = models.DateTimeField(auto_now_add=True)
    # When it was done, or parked.
    finished_at = models.DateTimeField(null=True, blank=True)

    objects = JobQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["run_at"], condition=Q(state="ready"), name="jobs_job_ready"),
            models.Index(fields=["leased_until"], condition=Q(state="leased"), name="jobs_job_leased"),
            models.Index(fields=["-created_at"], condition=Q(state="parked"), name="jobs_job_parked"),
        ]

    def __str__(self):
        return f"{self.task} #{self.pk}"


class ScheduleRun(models.Model):
    """One period of one schedule, so that several schedulers start it once (`bar.md` R36)."""

    schedule = models.CharField(max_length=100)
    due_at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["schedule", "due_at"], name="jobs_schedulerun_once")]

    def __str__(self):
        return f"{self.schedule} at {self.due_at:%Y-%m-%d %H:%M}"
