"""How every operation writes: lock the wallet, look for its earlier self, settle what is due, book one entry."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from django.db.models import OuterRef, Q, Subquery, Sum
from django.db.models.functions import Coalesce
from django.utils.translation import gettext

from poshtyar.common.errors import DomainError, IdempotencyConflict, ReasonMissing
from poshtyar.common.insertion import insert
from poshtyar.common.numbers import format_number
from poshtyar.events import operations as events
from poshtyar.wallet.allocation import split
from poshtyar.wallet.models import Bucket, DebtLine, Entry, EntryKind, Hold, Lot, LotKind, Movement, Wallet
from poshtyar.wallet.operations import statements

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization, User

MAX_COINS = 2**31 - 1


class InvalidCoins(DomainError):
    """The number of coins is not one that can be booked."""

    code = "invalid_coins"


class MoreThanFree(DomainError):
    """More coins are to be taken away than are free there."""

    code = "more_than_free"

    def __init__(self, *, asked: int, available: int) -> None:
        self.asked, self.available = asked, available
        text = gettext("Free coins there: %(available)s; asked for: %(asked)s. No coins moved.")
        super().__init__(text % {"asked": format_number(asked), "available": format_number(available)})


class Line(NamedTuple):
    """Coins of one lot on their way between two buckets."""

    lot: Lot
    src: Bucket
    dst: Bucket
    amount: int
    hold: Hold | None = None
    to_hold: Hold | None = None


@dataclass(frozen=True)
class Booking:
    """One operation on a locked wallet: its moment, and its mark for recognising a repeat.

    `occurred_at` is what the clock said, where that was before the ledger's moment.
    """

    wallet: Wallet
    key: str
    request_hash: str
    actor: "User | None"
    now: datetime
    occurred_at: datetime | None = None


def lock_wallet(organization: "Organization") -> Wallet:
    """Lock the organization's wallet, made when it is first needed; all that follows is read after this."""
    wallet = statements.lock_wallet_of(organization.pk)
    if wallet is None:
        made, _ = Wallet.objects.get_or_create(organization=organization)
        wallet = Wallet.objects.select_for_update().get(pk=made.pk)
    return wallet


def lock_hold(reference: str) -> Hold:
    """Lock the wallet of this hold; a hold itself never changes, so its row needs no lock."""
    return Hold.objects.select_for_update(of=("wallet",)).select_related("wallet").get(reference=reference)


def purchase_of(wallet: Wallet, reference: str) -> tuple[Lot, Entry]:
    """Return the lot that was bought under this reference, and the entry that credited it."""
    lot = wallet.lots.get(kind=LotKind.PURCHASE, reference=reference)
    return lot, wallet.entries.get(kind=EntryKind.PURCHASE, movements__lot=lot, movements__src=Bucket.ISSUED)


def lots_of_purchase(purchase: Lot) -> list[Lot]:
    """Return the lot of a purchase, and those in which its coins have got a later date."""
    return [purchase, *purchase.continuations.order_by("id")]


def begin(
    wallet: Wallet, *, key: str, actor: "User | None", now: datetime, **facts: object
) -> tuple[Booking, Entry | None]:
    """Start an operation: return it with the ledger's moment, and the entry that the same request wrote earlier.

    The moment never goes back, whatever the clock does: it is at least the last entry's. The facts are what was
    asked, never who or when. Raises IdempotencyConflict when the key came with other facts.
    """
    request_hash = sha256(json.dumps(facts, sort_keys=True).encode()).hexdigest()
    clock, earlier = now, None
    for mark in statements.marks_of(key, wallet):
        if mark.key == key:
            earlier = mark
        if mark.wallet == wallet.pk:
            now = max(now, mark.booked_at)
    booking = Booking(wallet, key, request_hash, actor, now, occurred_at=clock if clock < now else None)
    if earlier is None:
        return booking, None
    if (earlier.wallet, earlier.request_hash) != (wallet.pk, request_hash):
        raise IdempotencyConflict(gettext("This was already recorded, with other contents. No coins moved now."))
    return booking, Entry.objects.select_related("hold").get(pk=earlier.pk)


def free_coins(live: Iterable[Lot]) -> int:
    """Return how many coins these live lots have free."""
    return sum(lot.available for lot in live)


def take_away(live: Iterable[Lot], coins: int) -> list[Line]:
    """Take so many free coins away from these live lots, in their order. Raises MoreThanFree."""
    taken, _ = split(((lot, lot.available) for lot in live), coins)
    if (available := sum(n for _, n in taken)) < coins:
        raise MoreThanFree(asked=coins, available=available)
    return [Line(lot, Bucket.AVAILABLE, Bucket.REVOKED, n) for lot, n in taken]


def live_lots(booking: Booking) -> list[Lot]:
    """Settle, then return the lots whose coins can be used, in burn order."""
    lots = statements.lots_with_free_coins(booking.wallet)
    settle(booking, lots)
    return [lot for lot in lots if lot.is_live_at(booking.now)]


def held_lots(booking: Booking, hold: Hold) -> list[tuple[Lot, int]]:
    """Settle, then return the lots of an open hold with its coins in each, in burn order."""
    pinned = (
        Movement.objects.filter(Q(hold=hold, src=Bucket.AVAILABLE) | Q(to_hold=hold), lot=OuterRef("pk"))
        .values("lot")
        .values(coins=Sum("amount"))
    )
    lots = booking.wallet.lots.filter(Q(available__gt=0, expires_at__lte=booking.now) | Q(held__gt=0))
    found = list(lots.annotate(pinned=Coalesce(Subquery(pinned), 0)).in_burn_order())
    settle(booking, found)
    return [(lot, lot.pinned) for lot in found if lot.pinned]


def settle(booking: Booking, lots: list[Lot]) -> None:
    """Book the expiry of free coins whose time is over, as an entry of its own before the operation's.

    Records `wallet.coins_expired`.
    """
    due = [lot for lot in lots if lot.available and not lot.is_live_at(booking.now)]
    if not due:
        return
    wallet = booking.wallet
    key = f"expire:{wallet.pk}:{wallet.seq + 1}"
    sweep = replace(booking, key=key, request_hash=sha256(key.encode()).hexdigest(), actor=None)
    entry = book(sweep, EntryKind.EXPIRE, [Line(lot, Bucket.AVAILABLE, Bucket.EXPIRED, lot.available) for lot in due])
    events.record(
        "wallet.coins_expired",
        actor=None,
        now=booking.now,
        organization=wallet.organization,
        coins=entry.total,
        free=free_coins(statements.lots_with_free_coins(wallet)),
        lots=[{"name_fa": lot.label_fa, "name_en": lot.label_en, "coins": lot.available} for lot in due],
        entry=entry.seq,
    )


def book(
    booking: Booking,
    kind: EntryKind,
    lines: list[Line],
    *,
    hold: Hold | None = None,
    reverses: Entry | None = None,
    reason: str = "",
    debts: list[tuple[Lot, int]] | None = None,
    meta: dict | None = None,
) -> Entry:
    """Write one entry with its movements and its changes of debt; the trigger moves the lots' counters."""
    wallet = booking.wallet
    wallet.seq += 1
    wallet.debt += sum(delta for _, delta in debts or [])
    entry = insert(
        Entry(
            wallet=wallet,
            seq=wallet.seq,
            kind=kind,
            idempotency_key=booking.key,
            request_hash=booking.request_hash,
            hold=hold,
            reverses=reverses,
            booked_at=booking.now,
            occurred_at=booking.occurred_at,
            actor=booking.actor,
            reason=reason,
            total=sum(line.amount for line in lines),
            meta=meta or {},
        )
    )
    statements.insert_movements(
        [Movement(entry=entry, line=number, **line._asdict()) for number, line in enumerate(lines, start=1)]
    )
    DebtLine.objects.bulk_create(DebtLine(entry=entry, delta=delta, purchase=lot) for lot, delta in debts or [])
    statements.keep_count(wallet)
    return entry


def record_by_hand(
    kind: str, entry: Entry, *, organization: "Organization", now: datetime, coins: int, free: int, **more
) -> Entry:
    """Record what a person has done with coins by hand, with the reason and the free coins after it; return its entry.

    `now` is the clock's moment, which may be before the ledger's.
    """
    more |= {"coins": coins, "free": free, "reason": entry.reason, "entry": entry.seq}
    events.record(kind, actor=entry.actor, now=now, organization=organization, **more)
    return entry


def refuse_unexplained(booking: Booking, reason: str) -> None:
    """Raise ReasonMissing unless a person answers for coins that are moved beside the work, with a reason."""
    if not reason.strip() or booking.actor is None:
        raise ReasonMissing(gettext("A person answers for this, with a reason. The customer reads the reason."))


def refuse_odd_coins(coins: int, *, least: int = 1, most: int = MAX_COINS) -> None:
    """Raise InvalidCoins unless this is a whole number within the bounds."""
    if type(coins) is not int or not least <= coins <= most:
        raise InvalidCoins(
            gettext("Coins must be a whole number from %(least)s to %(most)s.")
            % {"least": format_number(least), "most": format_number(most)}
        )
