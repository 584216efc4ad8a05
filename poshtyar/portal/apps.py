"""The application's name and label."""

from django.apps import AppConfig


class PortalConfig(AppConfig):
    """The door of the public and of customers."""

    name = "poshtyar.portal"
    label = "portal"
