"""The application's name and label."""

from django.apps import AppConfig


class OrderingConfig(AppConfig):
    """Buying a package: orders, payments and the payment gateways."""

    name = "poshtyar.ordering"
    label = "ordering"
