"""The application's name and label, and the care of its triggers around migrations."""

from django.apps import AppConfig
from django.core import checks
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from poshtyar.wallet import triggers
from poshtyar.wallet.checks import check_ledger_database


class WalletConfig(AppConfig):
    """The coin ledger: lots, holds, entries and movements of prepaid coins."""

    name = "poshtyar.wallet"
    label = "wallet"

    def ready(self):
        """Drop the triggers before migrations and install them after; check them on request."""
        # The only two signals of the project: nothing else can stand around every migration.
        pre_migrate.connect(drop_triggers, sender=self)
        post_migrate.connect(install_triggers, sender=self)
        checks.register(check_ledger_database, checks.Tags.database)


def drop_triggers(*, using, **kwargs):
    """Let migrations rebuild the ledger's tables."""
    triggers.drop(connections[using])


def install_triggers(*, using, **kwargs):
    """Guard the ledger again."""
    triggers.install(connections[using])
