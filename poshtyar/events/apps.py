"""The application's name and label."""

from django.apps import AppConfig


class EventsConfig(AppConfig):
    """Append-only facts: the timeline, the audit trail and the source of notifications."""

    name = "poshtyar.events"
    label = "events"

    def ready(self):
        """Import every application's subscribers, so that facts find their readers."""
        from poshtyar.jobs.registry import discover

        discover("subscribers")
