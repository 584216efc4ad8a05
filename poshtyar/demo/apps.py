"""The application's name and label."""

from django.apps import AppConfig


class DemoConfig(AppConfig):
    """A demonstration: seeded data, the demo bank and the outbox page."""

    name = "poshtyar.demo"
    label = "demo"
