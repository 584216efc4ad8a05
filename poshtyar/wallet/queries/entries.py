"""One line of the statement in full: every movement of coins that it is made of, and what turned it back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from poshtyar.common.jalali import last_day_before
from poshtyar.wallet.models import Bucket, Entry, Movement
from poshtyar.wallet.queries.statement import StatementLine, statement_of
from poshtyar.wallet.queries.words import reason_of, said_of

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization, User

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class MovementLine:
    """Coins of one lot that went from one bucket to another; `references` name the work of its holds, the new last."""

    number: int
    name_fa: str
    name_en: str
    expires_at: datetime | None
    names: tuple[str, str]
    coins: int
    references: tuple[str, ...]


@dataclass(frozen=True)
class EntryDetail:
    """A line with its movements; `total` is their sum, as it was booked. The numbers of entries link to each other.

    `clock_at` is what the clock said, if it was behind the line before this one by more than people wait in a row.
    """

    line: StatementLine
    free_before: int
    clock_at: datetime | None
    actor: "User | None"
    total: int
    movements: tuple[MovementLine, ...]
    reverses: int | None
    reversed_by: tuple[int, ...]

    @property
    def said(self) -> str:
        """What happened to its coins."""
        return said_of(self.line)

    @property
    def reason(self) -> str:
        """The reason of whoever answers for it, or nothing."""
        return reason_of(self.line)

    @property
    def references(self) -> set[str]:
        """Everything that the coins were for."""
        return {name for movement in self.movements for name in movement.references}

    def with_works(self, works: Mapping[str, Any]) -> list[dict]:
        """Return each movement with the work that it was for, of these by their references."""
        return [
            {
                "movement": movement,
                "last_day": movement.expires_at and last_day_before(movement.expires_at),
                "works": [works[name] for name in movement.references if name in works],
            }
            for movement in self.movements
        ]


def entry_of(organization: "Organization", seq: int, now: datetime) -> EntryDetail | None:
    """Return the organization's entry with this number, or None."""
    entries = Entry.objects.filter(wallet__organization=organization)
    entry = entries.select_related("actor", "reverses").filter(seq=seq).first()
    if entry is None:
        return None
    line = statement_of(organization, before_seq=seq + 1, limit=1, now=now).lines[0]
    movements = Movement.objects.filter(entry=entry).select_related("lot", "hold", "to_hold").order_by("line")
    return EntryDetail(
        line=line,
        free_before=line.free_after - line.change,
        clock_at=entry.occurred_at if entry.occurred_at and entry.booked_at - entry.occurred_at >= MINUTE else None,
        actor=entry.actor,
        total=entry.total,
        movements=tuple(_line(movement) for movement in movements),
        reverses=entry.reverses.seq if entry.reverses else None,
        reversed_by=tuple(entries.filter(reverses=entry).order_by("seq").values_list("seq", flat=True)),
    )


def _line(movement: Movement) -> MovementLine:
    lot, holds = movement.lot, [hold for hold in (movement.hold, movement.to_hold) if hold]
    return MovementLine(
        number=movement.line,
        name_fa=lot.label_fa,
        name_en=lot.label_en,
        expires_at=lot.expires_at,
        names=(str(Bucket(movement.src).label), str(Bucket(movement.dst).label)),
        coins=movement.amount,
        references=tuple(hold.reference for hold in holds),
    )
