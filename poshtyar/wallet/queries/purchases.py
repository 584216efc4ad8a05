"""What became of one purchase, and of one lot."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Q

from poshtyar.wallet.allocation import NEVER
from poshtyar.wallet.models import Bucket, EntryKind, Lot

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization


@dataclass(frozen=True)
class RefundLine:
    """A refund of a purchase: when, how many coins, their share of the price, and why."""

    at: datetime
    coins: int
    money_rial: int
    reason: str


@dataclass(frozen=True)
class PurchaseState:
    """Where the coins of a purchase are, what of it was refunded, and whether its payment is disputed.

    Coins that got a later date are among them; `expires_at` is the last date of those that are left. `dispute` is the
    bank's number of the dispute that was booked, also after it was won.
    """

    amount: int
    available: int
    held: int
    captured: int
    expires_at: datetime | None
    refunds: tuple[RefundLine, ...]
    dispute: str
    dispute_won: bool

    @property
    def refunded(self) -> int:
        """How many coins were refunded."""
        return sum(refund.coins for refund in self.refunds)


@dataclass(frozen=True)
class NamedLot:
    """A lot as a page names it, with its free coins."""

    id: int
    name_fa: str
    name_en: str
    available: int
    expires_at: datetime | None


def purchase_state(organization: "Organization", reference: str, now: datetime) -> PurchaseState | None:
    """Return what became of a purchase, or None where no coins came for it."""
    bought = Q(reference=reference) | Q(continues__reference=reference)
    # The others were made of the first.
    lots = list(Lot.objects.filter(bought, wallet__organization=organization).order_by("id"))
    if not lots:
        return None
    lot, left = lots[0], [each for each in lots if each.available or each.held]
    purchase = lot.movements.filter(src=Bucket.ISSUED).select_related("entry").get().entry
    turned_back = list(purchase.reversals.order_by("seq"))
    chargeback = next((entry for entry in turned_back if entry.kind == EntryKind.CHARGEBACK), None)
    return PurchaseState(
        amount=lot.amount,
        available=sum(each.available for each in lots if each.is_live_at(now)),
        held=sum(each.held for each in lots),
        captured=sum(each.captured for each in lots),
        expires_at=max(left or [lot], key=lambda each: each.expires_at or NEVER).expires_at,
        refunds=tuple(
            RefundLine(entry.booked_at, entry.total, entry.meta["money_rial"], entry.reason)
            for entry in turned_back
            if entry.kind == EntryKind.REFUND
        ),
        dispute=chargeback.idempotency_key.removeprefix("dispute:") if chargeback else "",
        dispute_won=chargeback is not None and chargeback.reversals.exists(),
    )


def named_lot(organization: "Organization", number: int, now: datetime) -> NamedLot | None:
    """Return the lot of this number, or None where the organization has none such."""
    lot = Lot.objects.filter(wallet__organization=organization, pk=number).first()
    if lot is None:
        return None
    free = lot.available if lot.is_live_at(now) else 0
    return NamedLot(lot.pk, lot.label_fa, lot.label_en, free, lot.expires_at)
