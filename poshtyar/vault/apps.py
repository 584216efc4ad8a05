"""The application's name and label."""

from django.apps import AppConfig


class VaultConfig(AppConfig):
    """Log-ins that customers hand over for work on their stores: sealed, shown once, erased."""

    name = "poshtyar.vault"
    label = "vault"
