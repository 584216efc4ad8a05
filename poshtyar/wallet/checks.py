"""What the ledger demands of its database before it is used."""

from django.core.checks import CheckMessage, Warning
from django.db import connections

from poshtyar.wallet import triggers


def check_ledger_database(app_configs=None, databases=None, **kwargs) -> list[CheckMessage]:
    """Warn of missing or changed triggers.

    A warning, not an error: `migrate`, which installs the triggers, runs the checks first. Serving refuses both.
    """
    return [
        Warning(
            f"Triggers of the ledger are missing or changed: {', '.join(broken)}.",
            hint="Run manage.py migrate: it installs them.",
            id="wallet.W001",
        )
        for alias in databases or []
        if (broken := triggers.problems(connections[alias]))
    ]
