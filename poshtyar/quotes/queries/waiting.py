"""What waits for the customer."""

from dataclasses import dataclass
from datetime import datetime

from poshtyar.accounts.models import Organization
from poshtyar.common.prepared import prepared
from poshtyar.quotes.models import Quote
from poshtyar.quotes.queries.terms import has_expired

MOST_WAITING = 20


@dataclass(frozen=True)
class WaitingQuote:
    """An offer that waits for the customer's decision, for the dashboard."""

    quote_id: int
    ticket_number: int
    title: str
    coins: int
    valid_until: datetime


@prepared
def _offered_to(organization):
    version = ("title", "coins", "valid_until")
    facts = ("ticket__organization", *(f"offered_version__{name}" for name in version))
    # What its tickets know of their offers spares the database a walk over everybody's.
    offers = Quote.objects.offered().filter(ticket__organization=organization, ticket__open_offers__gt=0)
    rows = offers.select_related("offered_version", "ticket").only(*facts)
    return rows.order_by("offered_version__valid_until", "id")[:MOST_WAITING]


def waiting_for(organization: Organization, now: datetime) -> list[WaitingQuote]:
    """Return the offers that the organization may decide on now, the one that ends first on top."""
    return [
        WaitingQuote(
            quote_id=quote.pk,
            ticket_number=quote.ticket_id,
            title=quote.offered_version.title,
            coins=quote.offered_version.coins,
            valid_until=quote.offered_version.valid_until,
        )
        for quote in _offered_to(organization=organization)
        # An offer that is being paid for outlives its moment (B12).
        if not has_expired(quote, now)
    ]
