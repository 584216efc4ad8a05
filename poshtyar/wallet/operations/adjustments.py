"""Coins that a person adds, takes away, or lets live longer."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from poshtyar.common.errors import DomainError
from poshtyar.common.transactions import operation
from poshtyar.wallet.models import Bucket, Entry, EntryKind, Lot, LotKind, Rank
from poshtyar.wallet.operations.credits import ExpiryMissing, new_lot, reinstated_lot
from poshtyar.wallet.operations.journal import (
    MAX_COINS,
    Booking,
    Line,
    MoreThanFree,
    begin,
    book,
    free_coins,
    live_lots,
    lock_wallet,
    record_by_hand,
    refuse_odd_coins,
    refuse_unexplained,
    take_away,
)
from poshtyar.wallet.permissions import refuse_unless_may_adjust_coins, refuse_unless_may_handle_money

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization, User

ADJUSTMENT_LABELS = ("سکهٔ افزوده", "Added coins")


class ExpiryNotLater(DomainError):
    """The date is to be moved, but not to a later one."""

    code = "expiry_not_later"


@operation
def adjust_coins(
    *,
    organization: "Organization",
    coins: int,
    key: str,
    reason: str,
    actor: "User | None",
    now: datetime,
    expires_at: datetime | None = None,
    lot: int | None = None,
) -> Entry:
    """Add coins by hand as a lot of their own, or take free ones away when `coins` is negative, once per key.

    Added coins need their date. Coins are taken from the lot of this id, else in burn order (ledger.md, 2).
    Raises NotAllowed, InvalidCoins, ReasonMissing, ExpiryMissing, AlreadyExpired, MoreThanFree; IdempotencyConflict
    when the key adjusted something else. Records `wallet.coins_adjusted`.
    """
    refuse_odd_coins(coins, least=-MAX_COINS)
    refuse_odd_coins(abs(coins))
    wallet = lock_wallet(organization)
    refuse_unless_may_adjust_coins(actor)

    booking, earlier = begin(
        wallet,
        key=f"adjust:{key}",
        actor=actor,
        now=now,
        coins=coins,
        lot=lot,
        expires_at=expires_at and expires_at.isoformat(),
    )
    if earlier:
        return earlier
    refuse_unexplained(booking, reason)
    live = live_lots(booking)

    lines = [_added(booking, coins, expires_at)] if coins > 0 else _taken(live, -coins, lot)
    entry = book(booking, EntryKind.ADJUST, lines, reason=reason)
    return record_by_hand(
        "wallet.coins_adjusted",
        entry,
        organization=organization,
        now=now,
        coins=coins,
        free=free_coins(live) + coins,
    )


@operation
def extend_expiry(
    *,
    organization: "Organization",
    lot: int,
    expires_at: datetime,
    key: str,
    reason: str,
    actor: "User | None",
    now: datetime,
) -> Entry:
    """Let the free coins of the lot of this id live until a later date, as a new lot, once per key (ledger.md, 2).

    Dates are never edited: the old lot's free coins are taken back and as many are reinstated. Coins set aside stay
    where they are. Raises NotAllowed, ReasonMissing, MoreThanFree (none is free), ExpiryNotLater, AlreadyExpired;
    IdempotencyConflict when the key moved another date. Records `wallet.expiry_extended`.
    """
    wallet = lock_wallet(organization)
    refuse_unless_may_handle_money(actor)

    booking, earlier = begin(
        wallet, key=f"extend:{key}", actor=actor, now=now, lot=lot, expires_at=expires_at.isoformat()
    )
    if earlier:
        return earlier
    refuse_unexplained(booking, reason)
    live = live_lots(booking)
    old = next((each for each in live if each.pk == lot), None)
    if old is None:
        raise MoreThanFree(asked=1, available=0)
    if old.expires_at is None or expires_at <= old.expires_at:
        raise ExpiryNotLater(gettext("These coins already last as long. Choose a later day."))

    coins = old.available
    _, line = reinstated_lot(
        booking, coins, expires_at, (old.label_fa, old.label_en), continues_id=old.continues_id or old.pk
    )
    lines = [Line(old, Bucket.AVAILABLE, Bucket.REVOKED, coins), line]
    entry = book(booking, EntryKind.EXTEND, lines, reason=reason)
    return record_by_hand(
        "wallet.expiry_extended",
        entry,
        organization=organization,
        now=now,
        coins=coins,
        free=free_coins(live),
        expires_at=expires_at.isoformat(),
    )


def _added(booking: Booking, coins: int, expires_at: datetime | None) -> Line:
    if expires_at is None:
        raise ExpiryMissing(gettext("Choose the last day of the coins that are added."))
    lot = new_lot(booking, LotKind.ADJUSTMENT, coins, expires_at, ADJUSTMENT_LABELS, rank=Rank.GIFT)
    return Line(lot, Bucket.ISSUED, Bucket.AVAILABLE, coins)


def _taken(live: list[Lot], coins: int, lot: int | None) -> list[Line]:
    return take_away((each for each in live if lot is None or each.pk == lot), coins)
