"""Payments that the bank takes back, and those that are won again."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Sum
from django.utils.translation import gettext

from poshtyar.common.errors import DomainError
from poshtyar.common.transactions import operation
from poshtyar.wallet.models import Bucket, DebtLine, Entry, EntryKind, Lot, Movement
from poshtyar.wallet.operations.credits import RETURNED_LABELS, reinstated_lot
from poshtyar.wallet.operations.journal import (
    Line,
    begin,
    book,
    free_coins,
    live_lots,
    lock_wallet,
    lots_of_purchase,
    purchase_of,
    record_by_hand,
    refuse_unexplained,
)
from poshtyar.wallet.permissions import refuse_unless_may_handle_money

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization, User

# What else takes coins of a lot back; all the rest of its taken coins went because of the dispute.
NOT_BY_DISPUTE = (EntryKind.REFUND, EntryKind.ADJUST, EntryKind.EXTEND)


class AlreadyDisputed(DomainError):
    """A purchase is disputed once; what comes after a dispute is adjusted by hand."""

    code = "already_disputed"


@operation
def charge_back(
    *, organization: "Organization", reference: str, dispute: str, reason: str, actor: "User | None", now: datetime
) -> Entry:
    """Book, once per dispute, that the bank took the money of a purchase back (ledger.md, 2).

    What is free of its coins is taken back, what was used is owed, also of those that got a later date. What is set
    aside is decided when its work ends: used coins are owed, released ones are taken back. Raises NotAllowed,
    ReasonMissing, AlreadyDisputed; IdempotencyConflict when the dispute is of another purchase. Records
    `wallet.purchase_charged_back`.
    """
    wallet = lock_wallet(organization)
    refuse_unless_may_handle_money(actor)

    booking, earlier = begin(wallet, key=f"dispute:{dispute}", actor=actor, now=now, reference=reference)
    if earlier:
        return earlier
    refuse_unexplained(booking, reason)
    lot, purchase = purchase_of(wallet, reference)
    if purchase.reversals.filter(kind=EntryKind.CHARGEBACK).exists():
        raise AlreadyDisputed(gettext("A dispute of this purchase is booked already. No coins moved."))
    live = live_lots(booking)
    bought = lots_of_purchase(lot)
    lines = [Line(each, Bucket.AVAILABLE, Bucket.REVOKED, each.available) for each in live if each in bought]
    debts = [(each, each.captured) for each in bought if each.captured]
    taken, owed = sum(line.amount for line in lines), sum(coins for _, coins in debts)

    # The first chargebacks left coins with a later date alone; the replay knows by this that one did not.
    meta = {"later_dates": True}
    entry = book(booking, EntryKind.CHARGEBACK, lines, reverses=purchase, reason=reason, debts=debts, meta=meta)
    Lot.objects.filter(pk__in=[each.pk for each in bought]).update(disputed=True)
    return record_by_hand(
        "wallet.purchase_charged_back",
        entry,
        organization=organization,
        now=now,
        coins=taken,
        free=free_coins(live) - taken,
        owed=owed,
    )


@operation
def win_chargeback(
    *,
    organization: "Organization",
    dispute: str,
    expires_at: datetime,
    reason: str,
    actor: "User | None",
    now: datetime,
) -> Entry:
    """Book, once per dispute, that its money came back: the dispute is undone (ledger.md, 2).

    The debt that it made falls; what of it was repaid meanwhile comes back, with what was taken back, as a lot of its
    own until the given date. Raises NotAllowed, ReasonMissing, AlreadyExpired; IdempotencyConflict when it was won
    with another date. Records `wallet.chargeback_won`.
    """
    wallet = lock_wallet(organization)
    refuse_unless_may_handle_money(actor)

    booking, earlier = begin(
        wallet, key=f"dispute-won:{dispute}", actor=actor, now=now, expires_at=expires_at.isoformat()
    )
    if earlier:
        return earlier
    refuse_unexplained(booking, reason)
    chargeback = wallet.entries.select_related("reverses").get(
        kind=EntryKind.CHARGEBACK, idempotency_key=f"dispute:{dispute}"
    )
    lot = Lot.objects.get(movements__entry=chargeback.reverses, movements__src=Bucket.ISSUED)
    live = live_lots(booking)
    bought = lots_of_purchase(lot)
    debts = [(each, -coins) for each in bought if (coins := _owed_for(each))]
    owed = -sum(coins for _, coins in debts)
    repaid = max(0, owed - wallet.debt)
    back = _taken_by_dispute(bought) + repaid

    lines = []
    if back:
        returned, line = reinstated_lot(booking, back, expires_at, RETURNED_LABELS)
        lines.append(line)
        debts += [(returned, repaid)] if repaid else []
    entry = book(booking, EntryKind.WON, lines, reverses=chargeback, reason=reason, debts=debts)
    Lot.objects.filter(pk__in=[each.pk for each in bought]).update(disputed=False)
    return record_by_hand(
        "wallet.chargeback_won",
        entry,
        organization=organization,
        now=now,
        coins=back,
        free=free_coins(live) + back,
        forgiven=owed - repaid,
    )


def _owed_for(lot: Lot) -> int:
    """Return what the dispute of this lot has added to the debt; that it repaid other debts is not of it."""
    lines = DebtLine.objects.filter(purchase=lot).exclude(entry__kind=EntryKind.PURCHASE)
    return lines.aggregate(sum=Sum("delta"))["sum"] or 0


def _taken_by_dispute(lots: list[Lot]) -> int:
    taken = Movement.objects.filter(lot__in=lots, dst=Bucket.REVOKED).exclude(entry__kind__in=NOT_BY_DISPUTE)
    return taken.aggregate(sum=Sum("amount"))["sum"] or 0
