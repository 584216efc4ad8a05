"""seal_ledger: write down, outside the database, what the ledger said."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from poshtyar.common.errors import DomainError
from poshtyar.wallet.operations import seals


class Command(BaseCommand):
    """Seal the days that have ended, or verify all seals."""

    help = "Append the digest of each ended day's rows to the seal file; with --verify, find days whose rows changed."

    def add_arguments(self, parser):
        """Allow to verify."""
        parser.add_argument("--verify", action="store_true", help="compare every sealed day with the rows of now")

    def handle(self, *, verify, **options):
        """Print one line for each day; exit with 1 when one is not what was sealed."""
        try:
            found = seals.verify_seals() if verify else [(seal, True) for seal in seals.seal_ledger(now=timezone.now())]
        except DomainError as refusal:
            raise CommandError(str(refusal), returncode=1) from refusal
        for seal, holds in found:
            self.stdout.write(f"{'ok    ' if holds else 'BROKEN'}  {seal}")
        if broken := [seal for seal, holds in found if not holds]:
            raise CommandError(f"Days that are not what was sealed: {len(broken)}.", returncode=1)
