"""Coins set aside for approved work, and what becomes of them."""

from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from poshtyar.common.errors import DomainError, IdempotencyConflict
from poshtyar.common.insertion import insert
from poshtyar.common.numbers import format_number
from poshtyar.common.transactions import operation
from poshtyar.common.words import coins_in_words
from poshtyar.wallet.allocation import split
from poshtyar.wallet.models import FEE_REASON, RENEWAL_PREFIX, Bucket, Entry, EntryKind, Hold, Lot, LotKind, Wallet
from poshtyar.wallet.operations.credits import give
from poshtyar.wallet.operations.expiry import expiry_after
from poshtyar.wallet.operations.journal import (
    Booking,
    Line,
    begin,
    book,
    held_lots,
    live_lots,
    lock_hold,
    lock_wallet,
    refuse_odd_coins,
)

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization, User

# Coins whose date passed while the agency kept them come back for so long.
GOODWILL_DAYS = 30
GOODWILL_LABELS = ("سکهٔ جبرانی", "Goodwill coins")


class NotEnoughCoins(DomainError):
    """The wallet has fewer free coins than are needed; what is missing includes any debt (B12)."""

    code = "not_enough_coins"

    def __init__(self, *, needed: int, available: int, debt: int) -> None:
        self.needed, self.available, self.debt = needed, available, debt
        self.missing = needed - available + debt
        text = (
            gettext("Needs %(needed)s, you have %(available)s free and owe %(debt)s: %(missing)s short.")
            if debt
            else gettext("Needs %(needed)s, you have %(available)s free: %(missing)s short.")
        )
        names = ("needed", "available", "debt", "missing")
        words = {name: format_number(getattr(self, name)) for name in names}
        super().__init__(text % (words | {"needed": coins_in_words(needed)}))


class HoldClosed(IdempotencyConflict):
    """What was set aside is settled already, in another way."""

    code = "hold_closed"


@operation
def hold_coins(
    *, organization: "Organization", reference: str, coins: int, fee: int, actor: "User | None", now: datetime
) -> Hold:
    """Set coins aside for a piece of work, in burn order (B3), all or nothing, once per reference (B11).

    Raises InvalidCoins, NotEnoughCoins; IdempotencyConflict when the reference holds other terms.
    """
    _refuse_odd_terms(coins, fee)
    wallet = lock_wallet(organization)

    booking, earlier = begin(wallet, key=f"hold:{reference}", actor=actor, now=now, coins=coins, fee=fee)
    if earlier and earlier.hold:
        return earlier.hold
    picked = _pick(booking, coins)

    hold = insert(Hold(wallet=wallet, reference=reference, amount=coins, fee=fee, created_by=actor))
    book(booking, EntryKind.HOLD, _hold_lines(picked, hold), hold=hold)
    return hold


@operation
def replace_hold(
    *,
    organization: "Organization",
    old_reference: str,
    reference: str,
    coins: int,
    fee: int,
    actor: "User | None",
    now: datetime,
) -> Hold:
    """Set coins aside anew for changed work, in one step (B13): the old hold's coins first, whatever their date.

    What the new work does not need is released; what it needs more is taken from the free coins.
    Raises InvalidCoins, NotEnoughCoins; HoldClosed when the old hold is settled already, and
    Hold.DoesNotExist when it is not of this organization.
    """
    _refuse_odd_terms(coins, fee)
    old = lock_hold(old_reference)
    if old.wallet.organization_id != organization.pk:
        raise Hold.DoesNotExist(f"{organization} has no hold {old_reference}.")

    booking, earlier = _begin_resolution(
        old, actor=actor, now=now, verb="replace", reference=reference, coins=coins, fee=fee
    )
    if earlier:
        return Hold.objects.get(reference=reference)
    kept, surplus = split(held_lots(booking, old), coins)
    extra = _pick(booking, coins - old.amount) if coins > old.amount else []

    hold = insert(Hold(wallet=old.wallet, reference=reference, amount=coins, fee=fee, created_by=actor))
    lines = [Line(lot, Bucket.HELD, Bucket.HELD, n, hold=old, to_hold=hold) for lot, n in kept]
    lines += _release_lines(booking, surplus, old) + _hold_lines(extra, hold)
    book(booking, EntryKind.REPLACE, lines, hold=old)
    return hold


@operation
def capture_hold(
    *, reference: str, coins: int, actor: "User | None", now: datetime, reason: str = "", is_fee: bool = False
) -> Entry:
    """Use so many of the coins set aside, the ones that expire soonest first, and release the rest (B11).

    Coins whose date passed while they were set aside are used like the others; a fee is what an investigation used
    (B15). Raises InvalidCoins for more than was set aside, HoldClosed when the hold is settled in another way.
    """
    hold = lock_hold(reference)
    refuse_odd_coins(coins, least=0, most=hold.amount)

    booking, earlier = _begin_resolution(hold, actor=actor, now=now, verb="capture", coins=coins)
    if earlier:
        return earlier
    return _capture(booking, hold, coins, FEE_REASON if is_fee else reason, is_fee=is_fee)


@operation
def capture_fee(*, reference: str, actor: "User", now: datetime, by_agency: bool = True) -> Entry:
    """Use only the agreed investigation fee and release the rest, in one entry (B14).

    By the agency (work declared impossible), coins whose date passed meanwhile come back as a lot of 30 days.
    Raises HoldClosed when the hold is settled in another way.
    """
    hold = lock_hold(reference)

    booking, earlier = _begin_resolution(hold, actor=actor, now=now, verb="capture_fee", by_agency=by_agency)
    if earlier:
        return earlier
    return _capture(booking, hold, hold.fee, FEE_REASON, is_fee=True, by_agency=by_agency)


@operation
def release_hold(*, reference: str, actor: "User | None", now: datetime, by_agency: bool = False) -> Entry:
    """Free all coins set aside, each into its own lot; those whose date passed meanwhile expire.

    When the agency cancels, the expired ones come back as a lot of 30 days. Raises HoldClosed when the hold is
    settled in another way.
    """
    hold = lock_hold(reference)

    booking, earlier = _begin_resolution(hold, actor=actor, now=now, verb="release", by_agency=by_agency)
    if earlier:
        return earlier
    shares = held_lots(booking, hold)
    entry = book(booking, EntryKind.RELEASE, _release_lines(booking, shares, hold), hold=hold)
    if by_agency:
        _give_back(booking, hold, shares)
    return entry


def _refuse_odd_terms(coins: int, fee: int) -> None:
    refuse_odd_coins(coins)
    refuse_odd_coins(fee, least=0, most=coins)


def _begin_resolution(hold: Hold, *, actor: "User | None", now: datetime, **facts) -> tuple[Booking, Entry | None]:
    """Begin what settles a hold; one key for every way, so that only the first one counts."""
    try:
        return begin(hold.wallet, key=f"resolve:hold:{hold.pk}", actor=actor, now=now, **facts)
    except IdempotencyConflict:
        raise HoldClosed(gettext("These coins were settled already. No coins moved now.")) from None


def _pick(booking: Booking, coins: int) -> list[tuple[Lot, int]]:
    """Choose free coins in burn order, all or nothing."""
    wallet: Wallet = booking.wallet
    picked, _ = split(((lot, lot.available) for lot in live_lots(booking)), coins)
    if (available := sum(n for _, n in picked)) < coins:
        raise NotEnoughCoins(needed=coins, available=available, debt=wallet.debt)
    return picked


def _hold_lines(picked: list[tuple[Lot, int]], hold: Hold) -> list[Line]:
    return [Line(lot, Bucket.AVAILABLE, Bucket.HELD, n, hold=hold) for lot, n in picked]


def _capture(booking: Booking, hold: Hold, coins: int, reason: str, *, is_fee: bool, by_agency: bool = False) -> Entry:
    used, rest = split(held_lots(booking, hold), coins)
    lines = [Line(lot, Bucket.HELD, Bucket.CAPTURED, n, hold=hold) for lot, n in used]
    # Coins of a disputed purchase were not paid for: using them makes a debt.
    debts = [(lot, n) for lot, n in used if lot.disputed]
    lines += _release_lines(booking, rest, hold)
    entry = book(booking, EntryKind.CAPTURE, lines, hold=hold, reason=reason, debts=debts, meta={"fee": is_fee})
    if by_agency:
        _give_back(booking, hold, rest)
    return entry


def _release_lines(booking: Booking, shares: list[tuple[Lot, int]], hold: Hold) -> list[Line]:
    return [Line(lot, Bucket.HELD, _after_release(lot, booking.now), n, hold=hold) for lot, n in shares]


def _after_release(lot: Lot, now: datetime) -> Bucket:
    if not lot.is_live_at(now):
        return Bucket.EXPIRED
    return Bucket.REVOKED if lot.disputed else Bucket.AVAILABLE


def _give_back(booking: Booking, hold: Hold, released: list[tuple[Lot, int]]) -> None:
    """Give what expired by the agency's doing a lot of its own; what was never paid for stays away."""
    coins = sum(n for lot, n in released if not lot.is_live_at(booking.now) and not lot.disputed)
    if coins:
        key = f"{RENEWAL_PREFIX}{hold.pk}"
        give(
            replace(booking, key=key),
            EntryKind.REINSTATE,
            LotKind.REINSTATEMENT,
            coins,
            expiry_after(booking.now, GOODWILL_DAYS),
            GOODWILL_LABELS,
            f"expired while set aside for {hold.reference}",
        )
