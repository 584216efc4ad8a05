"""The application's name, label and check."""

from django.apps import AppConfig
from django.core import checks
from django.core.exceptions import ImproperlyConfigured


class OutboxConfig(AppConfig):
    """E-mail and SMS on their way out, through a driver named in the settings."""

    name = "poshtyar.outbox"
    label = "outbox"

    def ready(self):
        """Check the drivers' names before the first message needs one."""
        checks.register(check_drivers)


def check_drivers(**_kwargs):
    """Report a driver that nobody has written."""
    from poshtyar.outbox.clients import DRIVERS, driver_of

    findings = []
    for channel in DRIVERS:
        try:
            driver_of(channel)
        except ImproperlyConfigured as error:
            findings.append(checks.Error(str(error), id="outbox.E001"))
    return findings
