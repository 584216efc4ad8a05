"""The application's name and label."""

from django.apps import AppConfig
from django.conf import settings


class JobsConfig(AppConfig):
    """Work to do later: written in the caller's transaction, leased, retried, parked."""

    name = "poshtyar.jobs"
    label = "jobs"

    def ready(self):
        """Import every application's tasks, so that their names are known; with Celery, send it every job written."""
        from poshtyar.jobs.registry import discover

        discover("tasks")
        if settings.JOBS_ENGINE == "celery":
            from poshtyar.jobs import bell, celery

            bell.listen(celery.send)
