"""Coins that come in."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from poshtyar.common.errors import DomainError
from poshtyar.common.transactions import operation
from poshtyar.wallet.models import Bucket, Entry, EntryKind, Lot, LotKind, Rank
from poshtyar.wallet.operations.journal import (
    Booking,
    Line,
    begin,
    book,
    free_coins,
    live_lots,
    lock_wallet,
    record_by_hand,
    refuse_odd_coins,
    refuse_unexplained,
)
from poshtyar.wallet.permissions import refuse_unless_may_adjust_coins

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization, User

RETURNED_LABELS = ("سکهٔ برگشته", "Returned coins")


class AlreadyExpired(DomainError):
    """The coins would have expired before they came."""

    code = "already_expired"


class ExpiryMissing(DomainError):
    """Coins that come by hand have a date, which a person chooses."""

    code = "expiry_missing"


@operation
def credit_purchase(  # noqa: PLR0913 (what a purchase is made of)
    *,
    organization: "Organization",
    reference: str,
    coins: int,
    price_rial: int,
    label_fa: str,
    label_en: str,
    expires_at: datetime | None,
    actor: "User | None",
    now: datetime,
) -> Entry:
    """Add bought coins as a lot of their own, once per reference, and repay what the wallet owes.

    Raises InvalidCoins, AlreadyExpired; IdempotencyConflict when the reference was credited on other terms.
    """
    refuse_odd_coins(coins)
    wallet = lock_wallet(organization)

    booking, earlier = begin(
        wallet, key=f"purchase:{reference}", actor=actor, now=now, coins=coins, price_rial=price_rial
    )
    if earlier:
        return earlier
    live_lots(booking)

    lot = new_lot(
        booking,
        LotKind.PURCHASE,
        coins,
        expires_at,
        (label_fa, label_en),
        reference=reference,
        price_rial=price_rial,
        rank=Rank.PAID,
    )
    lines = [Line(lot, Bucket.ISSUED, Bucket.AVAILABLE, coins)]
    debts = []
    if repaid := min(wallet.debt, coins):
        lines.append(Line(lot, Bucket.AVAILABLE, Bucket.CAPTURED, repaid))
        debts.append((lot, -repaid))
    return book(booking, EntryKind.PURCHASE, lines, debts=debts)


@operation
def credit_gift(  # noqa: PLR0913 (what a gift is made of)
    *,
    organization: "Organization",
    key: str,
    coins: int,
    label_fa: str,
    label_en: str,
    reason: str,
    expires_at: datetime | None,
    actor: "User | None",
    now: datetime,
) -> Entry:
    """Add coins that cost nothing, once per key; they are used before paid ones that expire with them (B3).

    Raises NotAllowed, InvalidCoins, ReasonMissing, AlreadyExpired; IdempotencyConflict when the key gave another
    gift. Records `wallet.gift_credited`.
    """
    refuse_odd_coins(coins)
    wallet = lock_wallet(organization)
    refuse_unless_may_adjust_coins(actor)

    date = expires_at and expires_at.isoformat()
    booking, earlier = begin(wallet, key=f"gift:{key}", actor=actor, now=now, coins=coins, expires_at=date)
    if earlier:
        return earlier
    live = live_lots(booking)

    entry = give(booking, EntryKind.GIFT, LotKind.GIFT, coins, expires_at, (label_fa, label_en), reason)
    return record_by_hand(
        "wallet.gift_credited",
        entry,
        organization=organization,
        now=now,
        coins=coins,
        free=free_coins(live) + coins,
    )


def give(
    booking: Booking,
    kind: EntryKind,
    lot_kind: LotKind,
    coins: int,
    expires_at: datetime | None,
    labels: tuple[str, str],
    reason: str,
) -> Entry:
    """Book a lot that cost nothing; the wallet is locked and settled by the caller."""
    refuse_unexplained(booking, reason)
    lot = new_lot(booking, lot_kind, coins, expires_at, labels, rank=Rank.GIFT)
    return book(booking, kind, [Line(lot, Bucket.ISSUED, Bucket.AVAILABLE, coins)], reason=reason)


def new_lot(
    booking: Booking,
    kind: LotKind,
    coins: int,
    expires_at: datetime | None,
    labels: tuple[str, str],
    **fields,
) -> Lot:
    """Write the lot; its coins come with the movement that the caller books. Raises AlreadyExpired."""
    if expires_at is not None and expires_at <= booking.now:
        raise AlreadyExpired(gettext("These coins would already have expired. Choose a later day."))
    return Lot.objects.create(
        wallet=booking.wallet,
        kind=kind,
        amount=coins,
        credited_at=booking.now,
        expires_at=expires_at,
        label_fa=labels[0],
        label_en=labels[1],
        **fields,
    )


def reinstated_lot(
    booking: Booking, coins: int, expires_at: datetime | None, labels: tuple[str, str], **fields
) -> tuple[Lot, Line]:
    """Write a lot for coins that come back, with the line that fills it; raises ExpiryMissing, AlreadyExpired."""
    if expires_at is None:
        raise ExpiryMissing(gettext("Choose the last day of the coins that come back."))
    lot = new_lot(booking, LotKind.REINSTATEMENT, coins, expires_at, labels, rank=Rank.GIFT, **fields)
    return lot, Line(lot, Bucket.ISSUED, Bucket.AVAILABLE, coins)
