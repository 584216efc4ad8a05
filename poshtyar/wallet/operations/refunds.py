"""Purchases that are taken back for money."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from poshtyar.common.errors import DomainError
from poshtyar.common.transactions import operation
from poshtyar.wallet.allocation import money_share
from poshtyar.wallet.models import Entry, EntryKind
from poshtyar.wallet.operations.journal import (
    begin,
    book,
    free_coins,
    live_lots,
    lock_wallet,
    lots_of_purchase,
    purchase_of,
    record_by_hand,
    refuse_odd_coins,
    refuse_unexplained,
    take_away,
)
from poshtyar.wallet.permissions import refuse_unless_may_handle_money
from poshtyar.wallet.queries.holdings import coins_refunded

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization, User


class PurchaseExpired(DomainError):
    """The date of the purchase has passed, and what was paid for is over."""

    code = "purchase_expired"


@operation
def refund_purchase(
    *,
    organization: "Organization",
    reference: str,
    coins: int,
    key: str,
    reason: str,
    actor: "User | None",
    now: datetime,
    vat_rial: int = 0,
) -> Entry:
    """Take free coins of one purchase back for money, before their date, once per key (ledger.md, 2).

    Those that got a later date are of it, too; what expires soonest goes first.
    The money stands in the entry as `meta["money_rial"]`: the exact share of the price, in rial, so that all partial
    refunds add up to the price. `vat_rial` is the VAT of the whole purchase; its share is told. Raises NotAllowed,
    InvalidCoins, ReasonMissing, PurchaseExpired, MoreThanFree; IdempotencyConflict when the key refunded something
    else. Records `wallet.purchase_refunded`.
    """
    refuse_odd_coins(coins)
    wallet = lock_wallet(organization)
    refuse_unless_may_handle_money(actor)

    booking, earlier = begin(wallet, key=f"refund:{key}", actor=actor, now=now, coins=coins, reference=reference)
    if earlier:
        return earlier
    refuse_unexplained(booking, reason)
    lot, purchase = purchase_of(wallet, reference)
    live, bought = live_lots(booking), lots_of_purchase(lot)
    if not any(each.is_live_at(booking.now) for each in bought):
        raise PurchaseExpired(gettext("The date of this purchase has passed; nothing of it can be refunded."))
    lines = take_away((each for each in live if each in bought), coins)

    before = coins_refunded(purchase)
    money_rial = money_share(lot.price_rial or 0, lot.amount, before, coins)
    entry = book(
        booking,
        EntryKind.REFUND,
        lines,
        reverses=purchase,
        reason=reason,
        meta={"money_rial": money_rial},
    )
    return record_by_hand(
        "wallet.purchase_refunded",
        entry,
        organization=organization,
        now=now,
        coins=coins,
        free=free_coins(live) - coins,
        money_rial=money_rial,
        vat_rial=money_share(vat_rial, lot.amount, before, coins),
    )
