"""The application's name and label."""

from django.apps import AppConfig


class CommonConfig(AppConfig):
    """No business: text, numbers, dates, fields. Installed for its translations."""

    name = "poshtyar.common"
    label = "common"
