"""The application's name and label."""

from django.apps import AppConfig


class EntitlementsConfig(AppConfig):
    """Which packages an organization holds now, and what they allow."""

    name = "poshtyar.entitlements"
    label = "entitlements"
