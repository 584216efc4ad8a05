"""The statement: every entry with the free coins after it, or those of a period, of some kinds, of one lot.

The free coins after a line are the ledger's own, whichever lines are left out beside it.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import TYPE_CHECKING, Any

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, When
from django.db.models.functions import Coalesce

from poshtyar.wallet.models import Bucket, DebtLine, Entry, EntryKind, Lot, Movement
from poshtyar.wallet.queries.holdings import Holdings, holdings_of
from poshtyar.wallet.queries.snapshot import snapshot

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization

MOST_LINES = 100
# Lines that are read together where all are wanted.
CHUNK = 500
CHANGE_OF_FREE = Case(
    When(dst=Bucket.AVAILABLE, then=F("amount")), When(src=Bucket.AVAILABLE, then=-F("amount")), default=0
)


@dataclass(frozen=True)
class Narrowing:
    """Which lines are asked for: of a period whose end is exclusive, of some kinds of entries, of one lot."""

    since: datetime | None = None
    until: datetime | None = None
    kinds: tuple[str, ...] = ()
    lot: int | None = None

    def takes(self, line: "StatementLine", lots: set[int]) -> bool:
        """Whether a line of these lots is asked for."""
        after = self.since is None or line.at >= self.since
        before = self.until is None or line.at < self.until
        return after and before and (not self.kinds or line.kind in self.kinds) and self.lot in (None, *lots)

    def narrow(self, entries: QuerySet[Entry]) -> QuerySet[Entry]:
        """Keep the entries that are asked for."""
        if self.since is not None:
            entries = entries.filter(booked_at__gte=self.since)
        if self.until is not None:
            entries = entries.filter(booked_at__lt=self.until)
        if self.kinds:
            entries = entries.filter(kind__in=self.kinds)
        if self.lot is not None:
            entries = entries.filter(Exists(Movement.objects.filter(entry=OuterRef("pk"), lot=self.lot)))
        return entries


EVERYTHING = Narrowing()


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
    # Whether its coins were used for an investigation (B14, B15).
    is_fee: bool = False
    # Of the coins that are set aside, those that were before: a new price took over their hold (B13).
    kept: int = 0


@dataclass(frozen=True)
class Statement:
    """A page of lines, the newest first; `next_before` asks for the page after it."""

    lines: tuple[StatementLine, ...]
    next_before: int | None


@dataclass(frozen=True)
class Span:
    """The free coins at the beginning and at the end of a period, as the lines around them say."""

    opening: int
    closing: int


@dataclass(frozen=True)
class Extract:
    """All lines that were asked for, the newest first, and the free coins around them."""

    lines: tuple[StatementLine, ...]
    span: Span


def statement_of(
    organization: "Organization",
    *,
    before_seq: int | None = None,
    limit: int = 50,
    now: datetime,
    holdings: Holdings | None = None,
    narrowing: Narrowing = EVERYTHING,
) -> Statement:
    """Return a page of the statement, the newest lines first; the first page's free coins are the balance's.

    A page that has asked for the holdings already passes them on.
    """
    limit = min(limit, MOST_LINES)
    lines, next_before = _booked_lines(organization, narrowing, before_seq, limit)
    if before_seq is None:
        holdings = holdings or holdings_of(organization, now)
        lines = [*_overdue_lines(holdings, narrowing), *lines]
    return Statement(tuple(lines), next_before)


def extract_of(
    organization: "Organization", *, now: datetime, narrowing: Narrowing = EVERYTHING, most: int | None = None
) -> Extract:
    """Return every line that is asked for, the newest first, or so many at most, with the free coins around them.

    All is read as it was at one moment, so that the lines lead from one end to the other while others write (R24).
    """
    with snapshot():
        holdings = holdings_of(organization, now)
        lines = tuple(islice(_all_lines(organization, holdings, narrowing), most))
        return Extract(lines, span_of(organization, narrowing=narrowing, holdings=holdings))


def span_of(organization: "Organization", *, narrowing: Narrowing, holdings: Holdings) -> Span:
    """Return the free coins before the period's first line and after its last one, whatever its kinds and lot."""
    movements = Movement.objects.filter(entry__wallet__organization=organization)
    before = Q(entry__booked_at__lt=narrowing.since) if narrowing.since else Q(pk__in=())
    until = Q(entry__booked_at__lt=narrowing.until) if narrowing.until else ~Q(pk__in=())
    sums = movements.aggregate(opening=Sum(CHANGE_OF_FREE, filter=before), closing=Sum(CHANGE_OF_FREE, filter=until))
    overdue = _overdue_lines(holdings, Narrowing(narrowing.since, narrowing.until))
    return Span(sums["opening"] or 0, (sums["closing"] or 0) + sum(line.change for line in overdue))


def free_after(
    organization: "Organization", *, references: Iterable[str], kinds: Iterable[str], since: datetime
) -> int | None:
    """Return the free coins after the first entry of these kinds for this work or purchase, from a moment on.

    What is booked with it at the same moment is counted. Without such an entry no coins moved: None.
    """
    names = list(references)
    entries = Entry.objects.filter(wallet__organization=organization)
    its_lines = Movement.objects.filter(entry=OuterRef("pk"))
    bought_or_anew = Q(lot__reference__in=names, src=Bucket.ISSUED) | Q(to_hold__reference__in=names)
    first = (
        entries.alias(by_line=Exists(its_lines.filter(bought_or_anew)))
        .filter(Q(hold__reference__in=names) | Q(reverses__hold__reference__in=names) | Q(by_line=True))
        .filter(kind__in=list(kinds), booked_at__gte=since)
        .order_by("seq")
        .first()
    )
    if first is None:
        return None
    last = entries.filter(booked_at=first.booked_at).order_by("-seq").values("seq")[:1]
    return _free(Movement.objects.filter(entry__wallet=first.wallet_id, entry__seq__lte=Subquery(last)))


def lots_on_statement(organization: "Organization", most: int = MOST_LINES) -> list[Lot]:
    """Return the lots that lines can be of, the newest first."""
    return list(Lot.objects.filter(wallet__organization=organization).order_by("-id")[:most])


def _all_lines(organization: "Organization", holdings: Holdings, narrowing: Narrowing) -> Iterator[StatementLine]:
    """Yield the lines, read in chunks; a reader that has enough stops."""
    yield from _overdue_lines(holdings, narrowing)
    before: int | None = None
    while True:
        lines, before = _booked_lines(organization, narrowing, before, CHUNK)
        yield from lines
        if before is None:
            return


def _booked_lines(
    organization: "Organization", narrowing: Narrowing, before_seq: int | None, limit: int
) -> tuple[list[StatementLine], int | None]:
    """Return the entries that are asked for as lines, and the number before which the next ones are found."""
    entries = narrowing.narrow(Entry.objects.filter(wallet__organization=organization))
    if before_seq is not None:
        entries = entries.filter(seq__lt=before_seq)
    owed = DebtLine.objects.filter(entry=OuterRef("pk")).values("entry").values(coins=Sum("delta"))
    entries = entries.annotate(owed=Coalesce(Subquery(owed), 0)).select_related("hold", "reverses__hold")
    page = list(entries.order_by("-seq")[: limit + 1])
    more = len(page) > limit
    page = page[:limit]
    if not page:
        return [], None
    moves = defaultdict(list)
    for movement in Movement.objects.filter(entry__in=page).select_related("lot", "to_hold").order_by("entry", "line"):
        moves[movement.entry_id].append(movement)

    free = _free_after_each(page, moves)
    lines = [_line(entry, moves[entry.pk], free[entry.seq]) for entry in page]
    return lines, page[-1].seq if more else None


def _free_after_each(page: Sequence[Entry], moves: dict[int, list[Movement]]) -> dict[int, int]:
    """Return the booked free coins after each entry of a page, by its number, those left out between them counted."""
    newest, oldest = page[0], page[-1]
    mine = Movement.objects.filter(entry__wallet=newest.wallet_id)
    changes = [(entry.seq, _change(moves[entry.pk])) for entry in page[-2::-1]]
    if newest.seq - oldest.seq >= len(page):
        between = mine.filter(entry__seq__gt=oldest.seq, entry__seq__lte=newest.seq).values_list("entry__seq")
        changes = list(between.annotate(change=Sum(CHANGE_OF_FREE)).order_by("entry__seq"))
    free, place, after = _free(mine.filter(entry__seq__lte=oldest.seq)), 0, {}
    for entry in reversed(page):
        while place < len(changes) and changes[place][0] <= entry.seq:
            free += changes[place][1]
            place += 1
        after[entry.seq] = free
    return after


def _change(movements: list[Movement]) -> int:
    """Return how many free coins came in, less those that went."""
    return sum(m.amount * ((m.dst == Bucket.AVAILABLE) - (m.src == Bucket.AVAILABLE)) for m in movements)


def _free(movements: QuerySet[Movement]) -> int:
    """Return the free coins that these movements leave: all that came in, less all that went."""
    return movements.aggregate(free=Sum(CHANGE_OF_FREE))["free"] or 0


def _overdue_lines(holdings: Holdings, narrowing: Narrowing) -> list[StatementLine]:
    """Return the line that the sweep will book, so that the page and the balance agree before it runs."""
    due = [lot for lot in holdings.lots if lot.overdue]
    if not due:
        return []
    coins = sum(lot.overdue for lot in due)
    line = StatementLine(
        seq=None,
        at=holdings.at,
        kind=EntryKind.EXPIRE,
        reference="",
        reason="",
        change=-coins,
        free_after=holdings.balance.available,
        lots=tuple(LotShare(lot.name_fa, lot.name_en, lot.expires_at, lot.overdue) for lot in due),
        moved={Bucket.EXPIRED.value: coins},
    )
    return [line] if narrowing.takes(line, {lot.id for lot in due}) else []


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
        change=_change(movements),
        free_after=free_after,
        lots=tuple(
            LotShare(lots[pk].label_fa, lots[pk].label_en, lots[pk].expires_at, coins) for pk, coins in shares.items()
        ),
        moved=dict(moved),
        owed=entry.owed,
        is_fee=entry.is_fee,
        kept=sum(movement.amount for movement in movements if movement.to_hold_id),
    )


def _reference(entry: Entry, movements: list[Movement]) -> str:
    """Return what the entry was for: the work of its hold, the new one where a hold was replaced, or the purchase."""
    undone = entry.reverses.hold if entry.reverses else None
    if hold := next((m.to_hold for m in movements if m.to_hold), entry.hold or undone):
        return hold.reference
    return next((m.lot.reference for m in movements if m.src == Bucket.ISSUED and m.lot.reference), "")
