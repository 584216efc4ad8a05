"""The application's name and label."""

from django.apps import AppConfig


class TreasuryConfig(AppConfig):
    """What staff do with coins by hand."""

    name = "poshtyar.treasury"
    label = "treasury"
