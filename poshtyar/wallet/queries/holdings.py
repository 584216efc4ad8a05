"""What a wallet holds at a moment: balance, lots, holds.

Coins whose time is over count as expired whether or not the sweep has booked it yet, so all answers agree with each
other and with the operations. Each operation books what is due at its own moment, so a clock that jumps back brings
nothing back.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, Any

from django.db.models import FilteredRelation, Q, Subquery, Sum
from django.db.models.functions import Coalesce

from poshtyar.common.prepared import over_all, prepared
from poshtyar.wallet.allocation import burn_key, split
from poshtyar.wallet.models import RENEWAL_PREFIX, Bucket, Entry, EntryKind, Hold, Lot, Wallet

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization

EXPIRING_SOON = timedelta(days=30)
# Where coins of a hold go when its work ends.
AFTER_A_HOLD = (Bucket.CAPTURED, Bucket.AVAILABLE, Bucket.EXPIRED, Bucket.REVOKED)


@dataclass(frozen=True)
class LotState:
    """A lot that still has coins: free ones, or ones set aside."""

    id: int
    # Of the purchase that it is or continues.
    reference: str | None
    name_fa: str
    name_en: str
    kind: str
    rank: int
    available: int
    held: int
    expires_at: datetime | None
    # Free coins whose time is over and which the sweep has not booked yet.
    overdue: int

    @property
    def burn_key(self) -> tuple:
        """The lot's place in the order of use."""
        return burn_key(self.expires_at, self.rank, self.id)


@dataclass(frozen=True)
class Balance:
    """How many coins are free, expire soon (they are among the free), are set aside, and are owed."""

    available: int = 0
    expiring_soon: int = 0
    held: int = 0
    debt: int = 0
    next_expiry_at: datetime | None = None

    @property
    def total(self) -> int:
        """All coins that are not used up."""
        return self.available + self.held


@dataclass(frozen=True)
class Holdings:
    """A wallet at one moment, from one statement: the balance and the lots, in burn order."""

    at: datetime
    balance: Balance
    lots: tuple[LotState, ...]


@dataclass(frozen=True)
class Expiry:
    """What a moment will take if no more coins are used: free coins, by lot, and how many are free after it.

    `held` coins of its lots are safe for as long as their work is open.
    """

    expires_at: datetime
    coins: int
    held: int
    free_after: int
    lots: tuple[LotState, ...]


@dataclass(frozen=True)
class LotStanding:
    """What is left of one lot."""

    available: int
    held: int
    expires_at: datetime | None


@dataclass(frozen=True)
class ExpiringLot:
    """Free coins that have an end: whose, how many, and when."""

    id: int
    organization_id: int
    coins: int
    expires_at: datetime


@dataclass(frozen=True)
class HoldState:
    """Coins set aside for a piece of work, and what became of them.

    What was not used is free again (`released`), or its date had passed (`expired`; `renewed` of them came back as a
    lot of their own), or its purchase was disputed (`revoked`). `undone` are used coins that were given back.
    """

    amount: int
    fee: int
    open: bool
    captured: int
    released: int
    expired: int = 0
    renewed: int = 0
    revoked: int = 0
    undone: int = 0


@prepared
def _lots_with_coins(organization):
    with_coins = FilteredRelation("lots", condition=Q(lots__available__gt=0) | Q(lots__held__gt=0))
    names = ("reference", "continues__reference", "label_fa", "label_en", "kind", "rank")
    facts = ("id", *names, "available", "held", "expires_at")
    wallets = Wallet.objects.filter(organization=organization).annotate(lot=with_coins)
    return wallets.values_list("debt", *(f"lot__{fact}" for fact in facts))


def holdings_of(organization: "Organization", now: datetime) -> Holdings:
    """Return the balance and the lots at this moment."""
    debt, lots = 0, []
    for debt, lot, *names, available, held, expires_at in _lots_with_coins(organization=organization):  # noqa: B007 (the same in every row)
        if lot is not None:
            dead = expires_at is not None and expires_at <= now
            free, overdue = (0, available) if dead else (available, 0)
            reference, continued, name_fa, name_en, kind, rank = names
            lots.append(
                LotState(lot, reference or continued, name_fa, name_en, kind, rank, free, held, expires_at, overdue)
            )
    lots.sort(key=lambda lot: lot.burn_key)
    return Holdings(now, _balance(lots, debt, now), tuple(lots))


def balance_of(organization: "Organization", now: datetime) -> Balance:
    """Return how many coins are free, expire soon, are set aside, and are owed."""
    return holdings_of(organization, now).balance


def free_in_statement(organization: Any, now: Any) -> Subquery:
    """Return the free coins of an organization as a part of somebody else's statement; what has expired is none."""
    live = Q(expires_at=None) | Q(expires_at__gt=now)
    lots = Lot.objects.filter(live, wallet__organization=organization, available__gt=0)
    return Subquery(over_all(lots, free=Sum("available")))


def lots_of(organization: "Organization", now: datetime) -> tuple[LotState, ...]:
    """Return the lots that have free coins or coins set aside, in burn order."""
    return tuple(lot for lot in holdings_of(organization, now).lots if lot.available or lot.held)


def forecast_of(holdings: Holdings) -> tuple[Expiry, ...]:
    """Return what expires when, if nothing more is used: the soonest first, lots in burn order (B2, B3)."""
    free, expiries = holdings.balance.available, []
    living = [lot for lot in holdings.lots if lot.expires_at and lot.expires_at > holdings.at]
    for expires_at, found in groupby(living, key=lambda lot: lot.expires_at):
        lots = tuple(found)
        coins = sum(lot.available for lot in lots)
        free -= coins
        if coins and expires_at:
            expiries.append(Expiry(expires_at, coins, sum(lot.held for lot in lots), free, lots))
    return tuple(expiries)


def missing_coins(balance: Balance, coins: int, replacing: int = 0) -> int:
    """Return how many coins must be bought before so many can be set aside; a debt is repaid first (B12).

    `replacing` are the coins that a hold would bring into the new one (B13).
    """
    short = coins - replacing - balance.available
    return short + balance.debt if short > 0 else 0


def plan_hold(organization: "Organization", coins: int, now: datetime) -> list[tuple[str | None, int]]:
    """Return the purchases whose coins would be used to set so many aside, with the coins from each (B7).

    Coins that were not bought have no reference. When there are too few coins, all of them are in the plan.
    """
    planned: dict[str | None, int] = {}
    for reference, n in split(((lot.reference, lot.available) for lot in holdings_of(organization, now).lots), coins)[
        0
    ]:
        planned[reference] = planned.get(reference, 0) + n
    return list(planned.items())


@prepared
def _standings(organization):
    lots = Lot.objects.filter(wallet__organization=organization).order_by("id")
    return lots.values_list("reference", "continues__reference", "available", "held", "expires_at")


def lot_standings(organization: "Organization", now: datetime) -> dict[str, LotStanding]:
    """Return what is left of each of the organization's purchases, with the lots that continue it, by its reference."""
    standings: dict[str, LotStanding] = {}
    for reference, continued, available, held, expires_at in _standings(organization=organization):
        if name := continued or reference:
            first = standings.get(name, LotStanding(0, 0, expires_at))
            free = 0 if expires_at and expires_at <= now else available
            standings[name] = LotStanding(first.available + free, first.held + held, expires_at)
    return standings


def lots_expiring(*, after: datetime, until: datetime) -> list[ExpiringLot]:
    """Return the lots of all wallets whose free coins expire in this span, the soonest first."""
    lots = Lot.objects.filter(available__gt=0, expires_at__gt=after, expires_at__lte=until)
    rows = lots.order_by("expires_at", "id").values_list("id", "wallet__organization_id", "available", "expires_at")
    return [ExpiringLot(*row) for row in rows]  # type: ignore[arg-type]  # The filter leaves no lot without a date.


def hold_of(reference: str) -> HoldState | None:
    """Return the state of a hold, or None where nothing was set aside for this."""
    hold = Hold.objects.filter(reference=reference).first()
    if hold is None:
        return None
    # What leaves a hold leaves it in its one terminal entry.
    left = hold.movements.filter(src=Bucket.HELD).values("entry")
    end = list(left.annotate(**_sums_into(*AFTER_A_HOLD)).values_list("entry", *AFTER_A_HOLD))
    if not end:
        return HoldState(hold.amount, hold.fee, True, 0, 0)
    [(entry, captured, released, expired, revoked)] = end
    renewed = _renewed_of(hold) if expired else 0
    undone = coins_undone(entry) if captured else 0
    rest = {"released": released, "expired": expired, "renewed": renewed, "revoked": revoked}
    return HoldState(hold.amount, hold.fee, open=False, captured=captured, undone=undone, **rest)


def coins_refunded(purchase: Entry) -> int:
    """Return how many coins of a purchase were refunded, whatever their date is now."""
    return purchase.reversals.filter(kind=EntryKind.REFUND).aggregate(coins=Sum("total"))["coins"] or 0


def coins_undone(capture: int) -> int:
    """Return how many of the coins that the entry with this id used were given back."""
    return sum(undo.meta["coins"] for undo in Entry.objects.filter(reverses=capture, kind=EntryKind.UNDO))


def _sums_into(*buckets: Bucket) -> dict[str, Coalesce]:
    return {bucket.value: Coalesce(Sum("amount", filter=Q(dst=bucket)), 0) for bucket in buckets}


def _renewed_of(hold: Hold) -> int:
    """Return how many coins of a hold came back because their date had passed by the agency's doing."""
    renewal = Entry.objects.filter(idempotency_key=f"{RENEWAL_PREFIX}{hold.pk}").values_list("total", flat=True)
    return renewal.first() or 0


def _balance(lots: list[LotState], debt: int, now: datetime) -> Balance:
    mortal = [(lot.expires_at, lot.available) for lot in lots if lot.available and lot.expires_at]
    return Balance(
        available=sum(lot.available for lot in lots),
        expiring_soon=sum(coins for expires_at, coins in mortal if expires_at <= now + EXPIRING_SOON),
        held=sum(lot.held for lot in lots),
        debt=debt,
        next_expiry_at=min((expires_at for expires_at, _ in mortal), default=None),
    )
