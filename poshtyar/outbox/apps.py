"""The application's name and label."""

from django.apps import AppConfig


class OutboxConfig(AppConfig):
    """E-mail and SMS on their way out, through a driver named in the settings."""

    name = "poshtyar.outbox"
    label = "outbox"
