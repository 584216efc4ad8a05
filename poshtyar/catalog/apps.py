"""The application's name and label."""

from django.apps import AppConfig


class CatalogConfig(AppConfig):
    """What is sold: packages, the comparison table and the services with their usual coins."""

    name = "poshtyar.catalog"
    label = "catalog"
