"""Prove my balance: what a wallet held at any past moment, with the movements that make it."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Case, F, Sum, When

from poshtyar.wallet.models import COUNTERS, Bucket, DebtLine, Entry, EntryKind, Movement

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization


@dataclass(frozen=True)
class ProvenLot:
    """A lot at that moment: where its coins were; `dead` are free coins whose time was over and not booked yet."""

    id: int
    name_fa: str
    name_en: str
    expires_at: datetime | None
    available: int
    held: int
    captured: int
    expired: int
    revoked: int
    dead: int

    @property
    def gone(self) -> int:
        """All coins whose time was over, booked or not."""
        return self.expired + self.dead


@dataclass(frozen=True)
class ProvenLine:
    """A movement that counts: coins of one lot that went between two buckets, and the free coins after it."""

    seq: int
    line: int
    at: datetime
    kind: str
    lot_id: int
    src: str
    dst: str
    coins: int
    free_after: int

    @property
    def names(self) -> tuple[str, str, str]:
        """What was done and the two buckets, in the reader's language; what a capture leaves is released."""
        is_left = self.kind == EntryKind.CAPTURE and self.dst == Bucket.AVAILABLE
        kind = EntryKind.RELEASE if is_left else EntryKind(self.kind)
        return str(kind.label), str(Bucket(self.src).label), str(Bucket(self.dst).label)


@dataclass(frozen=True)
class Proof:
    """The balance of a moment, its lots, and every movement up to it, in the order of the journal."""

    at: datetime
    available: int
    held: int
    debt: int
    lots: tuple[ProvenLot, ...]
    lines: tuple[ProvenLine, ...]


def balance_at(organization: "Organization", moment: datetime) -> Proof:
    """Return what the organization held at a moment, derived from its movements alone; it changes nothing.

    Coins whose time was over at that moment are not free, whenever the sweep booked them.
    """
    entries = Entry.objects.filter(wallet__organization=organization, booked_at__lte=moment)
    # By its columns and not as a set: one join, which no plan of PostgreSQL's makes quadratic.
    movements = Movement.objects.filter(entry__wallet__organization=organization, entry__booked_at__lte=moment)
    lots = tuple(_lots(movements, moment))
    debt = DebtLine.objects.filter(entry__in=entries).aggregate(sum=Sum("delta"))["sum"] or 0
    return Proof(
        at=moment,
        available=sum(lot.available for lot in lots),
        held=sum(lot.held for lot in lots),
        debt=debt,
        lots=lots,
        lines=tuple(_lines(movements)),
    )


def _lots(movements, moment: datetime):
    """Yield each lot with its coins summed up from the movements."""
    sums = {
        bucket.value: Sum(
            Case(When(dst=bucket, then=F("amount")), default=0) - Case(When(src=bucket, then=F("amount")), default=0)
        )
        for bucket in COUNTERS
    }
    names = ("lot_id", "lot__label_fa", "lot__label_en", "lot__expires_at")
    for row in movements.values(*names).order_by("lot_id").annotate(**sums):
        pk, name_fa, name_en, expires_at = (row[name] for name in names)
        counts = {bucket.value: row[bucket.value] for bucket in COUNTERS}
        dead = counts["available"] if expires_at is not None and expires_at <= moment else 0
        counts["available"] -= dead
        yield ProvenLot(pk, name_fa, name_en, expires_at, **counts, dead=dead)


def _lines(movements):
    """Yield each movement with the free coins after it."""
    columns = ("entry__seq", "line", "entry__booked_at", "entry__kind", "lot_id", "src", "dst", "amount")
    free = 0
    for seq, line, at, kind, lot, src, dst, coins in movements.order_by("entry__seq", "line").values_list(*columns):
        free += coins * ((dst == Bucket.AVAILABLE) - (src == Bucket.AVAILABLE))
        yield ProvenLine(seq, line, at, kind, lot, src, dst, coins, free)
