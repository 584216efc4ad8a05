"""The application's name and label."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """The interface's parts: tokens, components, icons, template tags."""

    name = "poshtyar.ui"
    label = "ui"
