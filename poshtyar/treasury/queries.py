"""What was done with an organization's coins by hand."""

from dataclasses import dataclass
from datetime import datetime

from poshtyar.accounts.models import Organization, Role, User
from poshtyar.events.models import Event
from poshtyar.events.queries import actor_name, sentence_of
from poshtyar.treasury.models import CoinRequest

# The facts of acts.
DONE = (
    "wallet.gift_credited",
    "wallet.coins_adjusted",
    "wallet.expiry_extended",
    "wallet.purchase_refunded",
    "wallet.purchase_charged_back",
    "wallet.chargeback_won",
    "quotes.delivery_undone",
    "treasury.approval_asked",
    "treasury.request_rejected",
    "treasury.request_withdrawn",
)
# It stands beside the act that was approved.
APPROVED = "treasury.request_approved"


@dataclass(frozen=True)
class ActLine:
    """An act in the list of what was done: who and why in a sentence, the free coins after it, and who approved it."""

    at: datetime
    sentence: str
    free_after: int | None
    approved_by: str


def acts_of(organization: Organization, *, limit: int) -> list[ActLine]:
    """Return what was done with the coins by hand, or asked, the latest first; one query."""
    facts = Event.objects.filter(organization=organization, kind__in=[*DONE, APPROVED]).select_related("actor")
    lines: list[ActLine] = []
    approvals: dict[int, str] = {}
    # An approval is recorded right after what it approves, so it is met first.
    for fact in facts.order_by("-id")[: 2 * limit]:
        if fact.kind == APPROVED:
            approvals[fact.data["entry"]] = actor_name(fact)
            continue
        approved_by = approvals.get(fact.data.get("entry"), "")
        lines.append(ActLine(fact.happened_at, sentence_of(fact), fact.data.get("free"), approved_by))
    return lines[:limit]


def open_requests() -> int:
    """Return how many requests wait for a second person; one query."""
    return CoinRequest.objects.open().count()


def somebody_may_decide(request: CoinRequest) -> bool:
    """Return whether there is a second person: an active manager who did not ask for it; one query."""
    return User.objects.filter(role=Role.MANAGER, is_active=True).exclude(pk=request.asked_by_id).exists()
