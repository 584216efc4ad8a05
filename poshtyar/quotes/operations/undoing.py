"""Giving back the coins of work that should not have used them (B16)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from poshtyar.accounts.models import User
from poshtyar.common.errors import NotAllowed
from poshtyar.common.transactions import operation
from poshtyar.quotes.models import Quote, QuoteState
from poshtyar.quotes.operations.moves import lock_quote, record, refuse_unless_in, refuse_without_reason
from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries as wallet_queries

if TYPE_CHECKING:
    from poshtyar.wallet.models import Entry


@operation
def undo_delivery(
    *, quote: Quote, coins: int, reason: str, expires_at: datetime, nonce: str, actor: User, now: datetime
) -> "Entry":
    """Give back, as a lead, coins that delivered or impossible work has used; the work stays as it ended (B16).

    Returns the entry that did it; who does it by a page goes through `treasury`, where many need a second person. The
    last used coins come back first; those whose date has passed come until `expires_at`. One nonce counts once.
    Raises NotAllowed, ReasonMissing, QuoteNotOpen, wallet.MoreThanUsed, and what else `wallet.undo_capture` raises.
    Records `quotes.delivery_undone`.
    """
    quote = lock_quote(quote)
    if not actor.is_lead:
        raise NotAllowed(_("Only a lead may give back used coins."))
    refuse_without_reason(reason)
    refuse_unless_in(quote, {QuoteState.DELIVERED, QuoteState.IMPOSSIBLE}, actor=actor, now=now)
    if not quote.captured_coins:
        raise wallet.MoreThanUsed(asked=coins, used=0)

    reference = quote.agreed_version.hold_reference
    entry = wallet.undo_capture(
        reference=reference, coins=coins, key=nonce, reason=reason, expires_at=expires_at, actor=actor, now=now
    )
    hold = wallet_queries.hold_of(reference)
    undone = hold.undone if hold else 0
    if undone == quote.undone_coins:
        return entry

    quote.undone_coins = undone
    quote.save(update_fields=["undone_coins"])
    facts = {"title": quote.agreed_version.title, "coins": coins, "reason": reason, "entry": entry.seq}
    record("delivery_undone", quote, actor=actor, now=now, **facts)
    return entry
