"""What was done with an organization's coins by hand."""

from dataclasses import dataclass
from datetime import datetime

from poshtyar.accounts.models import Organization
from poshtyar.events.models import Event
from poshtyar.events.queries import sentence_of

# The facts of acts; the last one is done on the quote whose coins come back.
DONE = (
    "wallet.gift_credited",
    "wallet.coins_adjusted",
    "wallet.expiry_extended",
    "wallet.purchase_refunded",
    "wallet.purchase_charged_back",
    "wallet.chargeback_won",
    "quotes.delivery_undone",
)


@dataclass(frozen=True)
class ActLine:
    """An act in the list of what was done: when, who and why in a sentence, and the free coins after it if known."""

    at: datetime
    sentence: str
    free_after: int | None


def acts_of(organization: Organization, *, limit: int) -> list[ActLine]:
    """Return what was done with the coins by hand, the latest first; one query."""
    events = Event.objects.filter(organization=organization, kind__in=DONE).select_related("actor")
    return [
        ActLine(event.happened_at, sentence_of(event), event.data.get("free"))
        for event in events.order_by("-id")[:limit]
    ]
