"""What quotes wish to know of others."""

from datetime import datetime

from poshtyar.events.models import Event
from poshtyar.events.registry import subscribe
from poshtyar.quotes import operations
from poshtyar.quotes.queries import quote_bought_for


@subscribe("ordering.order_paid", "ordering.payment_failed", "ordering.payment_resolved")
def extend_after_payment(*, event: Event, now: datetime) -> None:
    """Keep the offer that a payment was started from (B12); an offer that is long enough already stays as it is."""
    quote = quote_bought_for(event.data.get("origin", ""), event.organization_id)
    if quote:
        operations.extend_after_payment(quote=quote, known_at=event.happened_at, now=now)
