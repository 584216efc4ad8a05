"""The application's name and label."""

from django.apps import AppConfig
from django.core import checks

from poshtyar.common.checks import CLOCK, check_clock, check_database_file


class CommonConfig(AppConfig):
    """No business: text, numbers, dates, fields. Installed for its translations."""

    name = "poshtyar.common"
    label = "common"

    def ready(self):
        """Check the clock with every command, and the database when it is asked for."""
        checks.register(check_clock, CLOCK)
        checks.register(check_database_file, checks.Tags.database)
