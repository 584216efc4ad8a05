"""grant_role: let a role of PostgreSQL serve the site without the power to change what the ledger says."""

from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from poshtyar.wallet import privileges


class Command(BaseCommand):
    """Give an existing role what the site and its workers need, and no more."""

    help = (
        "Let a role of PostgreSQL read and write as the site does: it cannot change or delete ledger rows, empty a"
        " table, or touch the triggers. Run it as the owner of the tables, after each migrate."
    )

    def add_arguments(self, parser):
        """Take the role's name."""
        parser.add_argument("role", help="an existing role that owns no table")

    def handle(self, *, role, **options):
        """Grant, and name what the role still may do that it must not; exit with 1 then."""
        if connection.vendor != "postgresql":
            raise CommandError("SQLite knows no roles: its triggers guard the ledger, and the folder's owner the file.")
        self._grant(role)  # pragma: no cover (PostgreSQL)

    def _grant(self, role: str) -> None:  # pragma: no cover (PostgreSQL)
        """Grant, and look at what the role may do then."""
        privileges.grant(connection, role)
        if left := privileges.powers(connection, role):
            raise CommandError(f"{role} could still change the ledger: {', '.join(left)}.", returncode=1)
        self.stdout.write(f"{role} serves the site and cannot change what the ledger says.")
