"""The application's name and label."""

from django.apps import AppConfig


class QuotesConfig(AppConfig):
    """Offers in coins on a ticket: versions, approval and settlement."""

    name = "poshtyar.quotes"
    label = "quotes"
