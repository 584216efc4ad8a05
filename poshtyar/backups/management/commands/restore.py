"""Read a backup into an empty data folder and database, and check it."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from poshtyar.backups.manifest import BackupRefused
from poshtyar.backups.operations import restore_backup


class Command(BaseCommand):
    """Restore a backup: every hash is compared, the schema brought up to this code, the ledger checked."""

    help = __doc__
    # The checks look at the database, which is not there yet.
    requires_system_checks = []

    def add_arguments(self, parser):
        """Take the folder of the backup."""
        parser.add_argument("folder", type=Path)

    def handle(self, *, folder: Path, **options):
        """Restore it, or say why not."""
        try:
            manifest = restore_backup(folder=folder.resolve())
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"Restored what was known at {manifest.made_at}: {manifest.files} files; the ledger holds.")
        if manifest.damaged:
            self.stdout.write(f"These files were damaged before the backup was made: {', '.join(manifest.damaged)}")
