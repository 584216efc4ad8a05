"""The application's name and label."""

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Work to do later: written in the caller's transaction, leased, retried, parked."""

    name = "poshtyar.jobs"
    label = "jobs"

    def ready(self):
        """Import every application's tasks, so that their names are known."""
        from poshtyar.jobs.registry import discover

        discover("tasks")
