"""Write everything that this installation knows to one folder, while the site runs."""

from pathlib import Path

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from poshtyar.backups.manifest import BackupRefused
from poshtyar.backups.operations import make_backup


class Command(BaseCommand):
    """Make a backup: database, attached files and secret key, with the hash of each."""

    help = __doc__
    requires_system_checks = []

    def add_arguments(self, parser):
        """Take where the new folder is made."""
        default = settings.DATA_DIR / "backups"
        parser.add_argument("parent", nargs="?", type=Path, default=default, help=f"default: {default}")

    def handle(self, *, parent: Path, **options):
        """Make it, and say where it is; exit with 1 when a file was damaged."""
        try:
            folder, manifest = make_backup(parent=parent.resolve(), now=timezone.now())
        except BackupRefused as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{folder}\n  {manifest.engine}, {manifest.files} files of {manifest.bytes} bytes")
        if manifest.damaged:
            raise CommandError(
                f"The backup is made, but these files were damaged before: {', '.join(manifest.damaged)}"
            )
