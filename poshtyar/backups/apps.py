"""The application's name and label."""

from django.apps import AppConfig


class BackupsConfig(AppConfig):
    """Backups: everything that an installation knows, in one folder, and back again."""

    name = "poshtyar.backups"
    label = "backups"
