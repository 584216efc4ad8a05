"""Coins whose time is over: the clock decides, the sweep only books it."""

from datetime import UTC, datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.conf import settings

from poshtyar.common.transactions import operation
from poshtyar.wallet.models import Lot, Wallet
from poshtyar.wallet.operations.journal import begin, live_lots, lock_wallet

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization


def expiry_after(now: datetime, validity_days: int) -> datetime:
    """Return the first moment at which coins of today are no longer usable (B2).

    That is the start of the local day after today plus the validity: the whole last day counts.
    """
    zone = ZoneInfo(settings.AGENCY_ZONE)
    first_day_without = now.astimezone(zone).date() + timedelta(days=validity_days + 1)
    return datetime.combine(first_day_without, time.min, tzinfo=zone).astimezone(UTC)


@operation
def expire_lots(*, organization: "Organization", now: datetime) -> int:
    """Book the expiry of the organization's free coins whose time is over, and return how many entries that took.

    Coins set aside are untouched. A second run books nothing. Records `wallet.coins_expired` for each entry.
    """
    wallet = lock_wallet(organization)
    before = wallet.seq

    # Nothing of its own to book, so no key: settling is all.
    booking, _ = begin(wallet, key="", actor=None, now=now)
    live_lots(booking)
    return wallet.seq - before


def expire_all_lots(*, now: datetime) -> int:
    """Book every due expiry, each wallet in a transaction of its own, and return how many entries that took."""
    due = Wallet.objects.filter(pk__in=Lot.objects.due_at(now).values("wallet")).select_related("organization")
    return sum(expire_lots(organization=wallet.organization, now=now) for wallet in due.order_by("pk"))
