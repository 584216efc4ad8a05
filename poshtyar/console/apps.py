"""The application's name and label."""

from django.apps import AppConfig


class ConsoleConfig(AppConfig):
    """The door of staff."""

    name = "poshtyar.console"
    label = "console"
