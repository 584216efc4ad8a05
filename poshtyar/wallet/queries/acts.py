"""What an act by hand moved, and what work has coins set aside."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import OuterRef, Q, QuerySet, Subquery, Sum
from django.db.models.functions import Coalesce

from poshtyar.common.prepared import over_all
from poshtyar.wallet.models import EXPLAINED, TERMINAL, Bucket, DebtLine, Entry, EntryKind, Hold, Lot, Movement

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization


# What a person answers for beside the work; a reinstatement follows from how work ended.
BY_HAND = tuple(kind for kind in EXPLAINED if kind != EntryKind.REINSTATE)
# An approved quote shields its coins as long as the work is open; after so long a person looks whether it is.
OLD_HOLD = timedelta(days=60)
MOST_HOLDS = 500


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
    return _moved(Entry.objects.filter(pk=entry.pk))


def moved_before(entry: Entry, *, within: timedelta, besides: QuerySet) -> int:
    """Return how many coins whoever made the entry moved by hand in the same wallet shortly before it.

    `besides` are the ids of entries that are not counted.
    """
    acts = Entry.objects.filter(wallet=entry.wallet_id, actor=entry.actor_id, kind__in=BY_HAND, seq__lt=entry.seq)
    return _moved(acts.filter(booked_at__gt=entry.booked_at - within).exclude(pk__in=besides))


def _moved(entries: QuerySet[Entry]) -> int:
    lines = Movement.objects.filter(entry=OuterRef("pk")).order_by().values("entry")
    debts = DebtLine.objects.filter(entry=OuterRef("pk")).values("entry")
    disputed = Lot.objects.filter(movements__entry=OuterRef("reverses"), movements__src=Bucket.ISSUED)
    # With those in which its coins have a later date.
    all_of_it = Lot.objects.filter(Q(pk=OuterRef("purchase")) | Q(continues=OuterRef("purchase")))
    counted = entries.annotate(
        purchase=Subquery(disputed.values("pk")[:1]),
        came=_sum(lines.filter(dst=Bucket.AVAILABLE), "amount"),
        went=_sum(lines.filter(src=Bucket.AVAILABLE), "amount"),
        owed=_sum(debts, "delta"),
        held=Coalesce(Subquery(over_all(all_of_it, coins=Sum("held"))), 0),
    )
    return sum(
        meta["coins"]
        if kind == EntryKind.UNDO
        else max(came, went) + abs(owed) + (held if kind == EntryKind.CHARGEBACK else 0)
        for kind, meta, came, went, owed, held in counted.values_list("kind", "meta", "came", "went", "owed", "held")
    )


def _sum(rows: QuerySet, column: str) -> Coalesce:
    return Coalesce(Subquery(rows.values(sum=Sum(column))), 0)


def open_holds(
    *,
    organization: "Organization | None" = None,
    until: datetime | None = None,
    besides: QuerySet | None = None,
    most: int = MOST_HOLDS,
) -> list[OpenHold]:
    """Return what is set aside now, the oldest first, so many at most: of one organization or of all.

    If wished only what is as old, and without those of some references.
    """
    into = Movement.objects.filter(Q(hold=OuterRef("pk"), src=Bucket.AVAILABLE) | Q(to_hold=OuterRef("pk")))
    holds = Hold.objects.exclude(entries__kind__in=TERMINAL)
    holds = holds.annotate(since=Subquery(into.order_by("id").values("entry__booked_at")[:1]))
    if organization is not None:
        holds = holds.filter(wallet__organization=organization)
    if until is not None:
        holds = holds.filter(since__lte=until)
    if besides is not None:
        holds = holds.exclude(reference__in=besides)
    rows = holds.order_by("since", "id").values_list("reference", "wallet__organization_id", "amount", "since")
    return [OpenHold(*row) for row in rows[:most]]
