"""The application's name and label."""

from django.apps import AppConfig


class SlaConfig(AppConfig):
    """Calendars, service levels and the promise of the first answer."""

    name = "poshtyar.sla"
    label = "sla"
