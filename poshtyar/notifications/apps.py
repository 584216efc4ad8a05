"""The application's name and label."""

from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    """Who is told of which event, and how."""

    name = "poshtyar.notifications"
    label = "notifications"
