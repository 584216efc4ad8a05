"""check_ledger: is everything true that must be true of the coins?"""

from time import monotonic

from django.core.management.base import BaseCommand, CommandError

from poshtyar.wallet.models import Wallet
from poshtyar.wallet.queries import invariants
from poshtyar.wallet.queries.newest import newest_wallets
from poshtyar.wallet.queries.snapshot import snapshot


class Command(BaseCommand):
    """Check the ledger; changes nothing."""

    help = "Check every invariant of the coin ledger; exits with 1 and names what breaks one."

    def add_arguments(self, parser):
        """Allow to look at one wallet only, or at those that moved last."""
        parser.add_argument("--wallet", type=int, metavar="ID", help="look at this wallet only")
        parser.add_argument(
            "--newest", type=int, metavar="N", help="look at wallets that moved last, of N entries in all"
        )

    def handle(self, *, wallet, newest, **options):
        """Print one line for each invariant, and how long all of them took."""
        wallets = newest_wallets(newest) if newest else Wallet.objects.all()
        if wallet:
            wallets = wallets.filter(pk=wallet)
        findings, start = 0, monotonic()
        with snapshot():
            for sentence, names in invariants.broken(wallets):
                findings += len(names)
                self.stdout.write(f"BROKEN  {sentence} {', '.join(names)}" if names else f"ok      {sentence}")
        self.stdout.write(f"Took {monotonic() - start:.1f} s.")
        if findings:
            raise CommandError(f"Findings in the ledger: {findings}.", returncode=1)
