"""What an act by hand moved, and what work has coins set aside."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Q, Subquery, Sum

from poshtyar.wallet.models import TERMINAL, Bucket, Entry, EntryKind, Hold, Lot, Movement

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization


# An approved quote shields its coins as long as the work is open; after so long a person looks whether it is.
OLD_HOLD = timedelta(days=60)


@dataclass(frozen=True)
class OpenHold:
    """Coins that are set aside: for what (an opaque reference), how many, and since when."""

    reference: str
    organization_id: int
    coins: int
    since: datetime

    def is_old_at(self, now: datetime) -> bool:
        """Whether it is so old that somebody looks whether its work still goes on."""
        return self.since <= now - OLD_HOLD


def coins_moved(entry: Entry) -> int:
    """Return how many coins an entry gave or took, with what is owed more or less through it.

    A disputed purchase's coins that are set aside count too: they are owed or taken back when their work ends. Used
    coins that come back count once, also those that only lessen what is owed.
    """
    if entry.kind == EntryKind.UNDO:
        return entry.meta["coins"]
    moved = entry.movements.aggregate(
        came=Sum("amount", filter=Q(dst=Bucket.AVAILABLE)), went=Sum("amount", filter=Q(src=Bucket.AVAILABLE))
    )
    owed = entry.debt_lines.aggregate(coins=Sum("delta"))["coins"] or 0
    disputed = Lot.objects.filter(movements__entry=entry.reverses_id, movements__src=Bucket.ISSUED)
    held = disputed.get().held if entry.kind == EntryKind.CHARGEBACK else 0
    return max(moved["came"] or 0, moved["went"] or 0) + abs(owed) + held


def open_holds(*, organization: "Organization | None" = None, until: datetime | None = None) -> list[OpenHold]:
    """Return what is set aside now, the oldest first: of one organization or of all, if wished only what is as old."""
    into = Movement.objects.filter(Q(hold=OuterRef("pk"), src=Bucket.AVAILABLE) | Q(to_hold=OuterRef("pk")))
    holds = Hold.objects.exclude(entries__kind__in=TERMINAL)
    holds = holds.annotate(since=Subquery(into.order_by("id").values("entry__booked_at")[:1]))
    if organization is not None:
        holds = holds.filter(wallet__organization=organization)
    if until is not None:
        holds = holds.filter(since__lte=until)
    rows = holds.order_by("since", "id").values_list("reference", "wallet__organization_id", "amount", "since")
    return [OpenHold(*row) for row in rows]
