"""The statement: every entry in the customer's words, with the free coins after it."""

from collections import defaultdict
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, OuterRef, Subquery, Sum, When
from django.db.models.functions import Coalesce

from poshtyar.wallet.models import Bucket, DebtLine, Entry, EntryKind, Movement
from poshtyar.wallet.queries.holdings import Holdings, holdings_of

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization

MOST_LINES = 100


@dataclass(frozen=True)
class LotShare:
    """The coins of one lot in a line (B3)."""

    name_fa: str
    name_en: str
    expires_at: datetime | None
    coins: int


@dataclass(frozen=True)
class StatementLine:
    """One entry: what it was for (an opaque reference), what it moved, and the free coins before and after.

    `seq` is None for coins whose time is over and which the sweep has not booked yet.
    """

    seq: int | None
    at: datetime
    kind: str
    reference: str
    reason: str
    change: int
    free_after: int
    lots: tuple[LotShare, ...] = ()
    # Coins that came into each bucket: {"captured": 35, "available": 15}.
    moved: dict[str, int] = field(default_factory=dict)
    # The change of what is owed after a disputed payment.
    owed: int = 0


@dataclass(frozen=True)
class Statement:
    """A page of lines, the newest first; `next_before` asks for the page after it."""

    lines: tuple[StatementLine, ...]
    next_before: int | None


def statement_of(
    organization: "Organization",
    *,
    before_seq: int | None = None,
    limit: int = 50,
    now: datetime,
    holdings: Holdings | None = None,
) -> Statement:
    """Return a page of the statement, the newest lines first; the first page's free coins are the balance's.

    A page that has asked for the holdings already passes them on.
    """
    limit = min(limit, MOST_LINES)
    entries = Entry.objects.filter(wallet__organization=organization)
    if before_seq is not None:
        entries = entries.filter(seq__lt=before_seq)
    owed = DebtLine.objects.filter(entry=OuterRef("pk")).values("entry").values(coins=Sum("delta"))
    entries = entries.annotate(owed=Coalesce(Subquery(owed), 0)).select_related("hold", "reverses__hold")
    page = list(entries.order_by("-seq")[: limit + 1])
    more = len(page) > limit
    page = page[:limit]
    moves = defaultdict(list)
    for movement in Movement.objects.filter(entry__in=page).select_related("lot", "to_hold").order_by("entry", "line"):
        moves[movement.entry_id].append(movement)

    free = _free_after(page[0]) if page else 0
    lines = []
    if before_seq is None:
        lines += _overdue_lines(holdings or holdings_of(organization, now), free)
    for entry in page:
        line = _line(entry, moves[entry.pk], free)
        lines.append(line)
        free -= line.change
    return Statement(tuple(lines), page[-1].seq if more else None)


def _free_after(entry: Entry) -> int:
    """Return the booked free coins after an entry: the sum of all that came in, less all that went."""
    change = Case(
        When(dst=Bucket.AVAILABLE, then=F("amount")), When(src=Bucket.AVAILABLE, then=-F("amount")), default=0
    )
    earlier = Movement.objects.filter(entry__wallet=entry.wallet_id, entry__seq__lte=entry.seq)
    return earlier.aggregate(free=Sum(change))["free"]


def _overdue_lines(holdings: Holdings, free: int) -> list[StatementLine]:
    """Return the line that the sweep will book, so that the page and the balance agree before it runs."""
    due = [lot for lot in holdings.lots if lot.overdue]
    if not due:
        return []
    coins = sum(lot.overdue for lot in due)
    return [
        StatementLine(
            seq=None,
            at=holdings.at,
            kind=EntryKind.EXPIRE,
            reference="",
            reason="",
            change=-coins,
            free_after=free - coins,
            lots=tuple(LotShare(lot.name_fa, lot.name_en, lot.expires_at, lot.overdue) for lot in due),
            moved={Bucket.EXPIRED.value: coins},
        )
    ]


def _line(entry: Any, movements: list[Movement], free_after: int) -> StatementLine:
    moved: dict[str, int] = defaultdict(int)
    shares: dict[int, int] = defaultdict(int)
    lots = {}
    for movement in movements:
        moved[movement.dst] += movement.amount
        shares[movement.lot_id] += movement.amount
        lots[movement.lot_id] = movement.lot
    return StatementLine(
        seq=entry.seq,
        at=entry.booked_at,
        kind=entry.kind,
        reference=_reference(entry, movements),
        reason=entry.reason,
        change=moved.get(Bucket.AVAILABLE, 0) - sum(m.amount for m in movements if m.src == Bucket.AVAILABLE),
        free_after=free_after,
        lots=tuple(
            LotShare(lots[pk].label_fa, lots[pk].label_en, lots[pk].expires_at, coins) for pk, coins in shares.items()
        ),
        moved=dict(moved),
        owed=entry.owed,
    )


def _reference(entry: Entry, movements: list[Movement]) -> str:
    """Return what the entry was for: the work of its hold, the new one where a hold was replaced, or the purchase."""
    undone = entry.reverses.hold if entry.reverses else None
    if hold := next((m.to_hold for m in movements if m.to_hold), entry.hold or undone):
        return hold.reference
    return next((m.lot.reference for m in movements if m.src == Bucket.ISSUED and m.lot.reference), "")
