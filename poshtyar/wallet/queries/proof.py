"""Prove my balance: what a wallet held at any past moment, with the movements that make it."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from operator import itemgetter
from typing import TYPE_CHECKING

from poshtyar.wallet.models import COUNTERS, Bucket, DebtLine, Entry, EntryKind, Lot, Movement

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

    Coins whose time was over at that moment are not free, whenever the sweep booked them. Each table is read by itself
    and joined here: a database that takes a table for small, because it was, would compare every row with every other.
    """
    entries = {
        entry[0]: entry[1:]
        for entry in Entry.objects.filter(wallet__organization=organization, booked_at__lte=moment).values_list(
            "id", "seq", "booked_at", "kind"
        )
    }
    # After the entries: a lot that is credited meanwhile has no movement among them.
    lots = {lot.pk: lot for lot in Lot.objects.filter(wallet__organization=organization).order_by("id")}
    lines = tuple(_lines(entries, list(lots)))
    proven = tuple(_lots(lots, lines, moment))
    debts = DebtLine.objects.filter(purchase__in=list(lots)).values_list("entry_id", "delta")
    return Proof(
        at=moment,
        available=sum(lot.available for lot in proven),
        held=sum(lot.held for lot in proven),
        debt=sum(delta for entry, delta in debts if entry in entries),
        lots=proven,
        lines=lines,
    )


def _lines(entries: dict[int, tuple[int, datetime, str]], lots: list[int]) -> Iterator[ProvenLine]:
    """Yield each movement of these entries, in the order of the journal, with the free coins after it."""
    columns = ("entry_id", "line", "lot_id", "src", "dst", "amount")
    movements = Movement.objects.filter(lot__in=lots).values_list(*columns)
    booked = [(*entries[entry], *movement) for entry, *movement in movements if entry in entries]
    free = 0
    for seq, at, kind, line, lot, src, dst, coins in sorted(booked, key=itemgetter(0, 3)):
        free += coins * ((dst == Bucket.AVAILABLE) - (src == Bucket.AVAILABLE))
        yield ProvenLine(seq, line, at, kind, lot, src, dst, coins, free)


def _lots(lots: dict[int, Lot], lines: Iterable[ProvenLine], moment: datetime) -> Iterator[ProvenLot]:
    """Yield each lot that has come by then, with its coins summed up from the movements."""
    sums: dict[int, Counter[str]] = defaultdict(Counter)
    for line in lines:
        sums[line.lot_id][line.src] -= line.coins
        sums[line.lot_id][line.dst] += line.coins
    for pk, lot in lots.items():
        if pk in sums:
            counts = {bucket.value: sums[pk][bucket] for bucket in COUNTERS}
            dead = 0 if lot.is_live_at(moment) else counts["available"]
            counts["available"] -= dead
            yield ProvenLot(pk, lot.label_fa, lot.label_en, lot.expires_at, **counts, dead=dead)
