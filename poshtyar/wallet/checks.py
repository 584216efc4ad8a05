"""What the ledger demands of its database before it is used."""

from django.core.checks import CheckMessage, Warning
from django.core.exceptions import ImproperlyConfigured
from django.db import DEFAULT_DB_ALIAS, connections

from poshtyar.wallet import triggers

DURABLE = {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}


def check_ledger_database(app_configs=None, databases=None, **kwargs) -> list[CheckMessage]:
    """Warn of missing or changed triggers and of settings under which SQLite may lose a commit (`bar.md` R31).

    Warnings, not errors: `migrate`, which installs the triggers, runs the checks first. Serving refuses both.
    """
    found: list[CheckMessage] = []
    for alias in databases or []:
        connection = connections[alias]
        if broken := triggers.problems(connection):
            found.append(
                Warning(
                    f"Triggers of the ledger are missing or changed: {', '.join(broken)}.",
                    hint="Run manage.py migrate: it installs them.",
                    id="wallet.W001",
                )
            )
        if connection.vendor == "sqlite" and (loose := _loose_pragmas(connection)):
            found.append(Warning(f"SQLite may lose money: {loose}.", hint="See config/env.py.", id="wallet.W002"))
    return found


def require_sound_ledger() -> None:
    """Refuse to start on a database that does not guard the ledger; raises ImproperlyConfigured."""
    if found := check_ledger_database(databases=[DEFAULT_DB_ALIAS]):
        raise ImproperlyConfigured(" ".join(f"{warning.msg} {warning.hint}" for warning in found))


def _loose_pragmas(connection) -> dict:
    with connection.cursor() as cursor:
        values = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in DURABLE}
    return {name: value for name, value in values.items() if value != DURABLE[name]}
