"""The ledger's rows, day by day, as digests that nobody can make again once a row was edited (docs/ledger.md, 9)."""

import json
from collections.abc import Iterable, Iterator
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from itertools import chain, groupby
from typing import NamedTuple

from django.db.models import QuerySet

from poshtyar.common.jalali import end_of_day, local_date, start_of_day
from poshtyar.wallet.models import DebtLine, Entry, Movement

ROWS_AT_ONCE = 2_000
DAY = timedelta(days=1)
# What the first form of the seal holds, for ever: a column that comes later makes a second form beside it.
FORM = "v1"
ENTRY = (
    *("id", "wallet_id", "wallet__organization_id", "seq", "kind", "idempotency_key", "request_hash", "hold_id"),
    *("reverses_id", "booked_at", "occurred_at", "actor_id", "reason", "total", "meta"),
)
_LOT = ("wallet_id", "reference", "label_fa", "label_en", "price_rial", "kind", "rank", "amount", "credited_at")
_HOLD = ("id", "wallet_id", "reference", "amount", "fee", "created_by_id")
MOVEMENT = (
    *("entry_id", "id", "line", "src", "dst", "amount", "lot_id"),
    *(f"lot__{name}" for name in (*_LOT, "expires_at", "continues_id")),
    *(f"{hold}__{name}" for hold in ("hold", "to_hold") for name in _HOLD),
)
DEBT = ("entry_id", "id", "delta", "purchase_id")


class Seal(NamedTuple):
    """The digest of a day's rows and of the seal before; a line of the file."""

    day: date
    rows: int
    digest: str

    def __str__(self) -> str:
        return f"{FORM} {self.day.isoformat()} {self.rows} {self.digest}"


def seal_days(days: Iterable[date], previous: str = "", *, from_the_start: bool) -> Iterator[Seal]:
    """Yield the seals of these days, which follow each other; the first may cover all that came before it."""
    for day, content in _contents(list(days), from_the_start=from_the_start):
        seal = seal_of(day, content, previous)
        previous = seal.digest
        yield seal


def verify_days(seals: list[Seal]) -> Iterator[tuple[Seal, bool]]:
    """Yield each of all seals so far with whether its day still has the rows that it was made of."""
    previous = ""
    for seal, (day, content) in zip(seals, _contents([s.day for s in seals], from_the_start=True), strict=True):
        yield seal, seal_of(day, content, previous) == seal
        previous = seal.digest


def seal_of(day: date, rows: Iterable[str], previous: str) -> Seal:
    """Return the seal of a day that has these rows."""
    hasher, count = sha256(previous.encode()), 0
    for row in rows:
        hasher.update(row.encode())
        hasher.update(b"\n")
        count += 1
    return Seal(day, count, hasher.hexdigest())


def first_day() -> date | None:
    """Return the day of the first entry, or None while nothing was booked."""
    first = Entry.objects.order_by("booked_at").values_list("booked_at", flat=True).first()
    return local_date(first) if first else None


def _contents(days: list[date], *, from_the_start: bool) -> Iterator[tuple[date, Iterator[str]]]:
    """Yield each day with its rows in their canonical form; a day's rows are read before the next day is asked for."""
    if not days:
        return
    entries = Entry.objects.filter(booked_at__lt=end_of_day(days[-1]))
    if not from_the_start:
        entries = entries.filter(booked_at__gte=start_of_day(days[0]))
    grouped = groupby(_rows(entries), key=lambda row: max(row[0], days[0]))
    group = next(grouped, None)
    for day in days:
        if group is not None and group[0] == day:
            yield day, (text for _, text in group[1])
            group = next(grouped, None)
        else:
            yield day, iter(())


def _rows(entries: QuerySet[Entry]) -> Iterator[tuple[date, str]]:
    """Yield each entry, then its lines, then its changes of debt, in the order of the ledger's time."""
    head = entries.order_by("booked_at", "id").values_list(*ENTRY).iterator(ROWS_AT_ONCE)
    order = ("entry__booked_at", "entry_id")
    lines = Movement.objects.filter(entry__in=entries).order_by(*order, "line").values_list(*MOVEMENT)
    debts = DebtLine.objects.filter(entry__in=entries).order_by(*order, "id").values_list(*DEBT)
    line, debt = _by_entry(lines.iterator(ROWS_AT_ONCE)), _by_entry(debts.iterator(ROWS_AT_ONCE))
    for row in head:
        day = local_date(row[ENTRY.index("booked_at")])
        for table, part in chain([("entry", row)], line("movement", row[0]), debt("debt", row[0])):
            yield day, _canonical(table, part)


def _by_entry(rows: Iterator[tuple]):
    """Return a function that gives the rows of the next entry, as far as there are any."""
    waiting = next(rows, None)

    def of(table: str, entry: int) -> Iterator[tuple[str, tuple]]:
        nonlocal waiting
        while waiting is not None and waiting[0] == entry:
            yield table, waiting
            waiting = next(rows, None)

    return of


def _canonical(table: str, row: tuple) -> str:
    """Return the one way in which a row is written, the same on every database."""
    return json.dumps([table, *row], ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_moment)


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).isoformat(timespec="microseconds")
