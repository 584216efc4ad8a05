"""What quotes wish to know of others."""

import re
from datetime import datetime

from poshtyar.events.models import Event
from poshtyar.events.registry import subscribe
from poshtyar.quotes import operations
from poshtyar.quotes.models import Quote


@subscribe("ordering.order_paid", "ordering.payment_failed")
def extend_after_payment(*, event: Event, now: datetime) -> None:
    """Keep the offer that a payment was started from (B12); an offer that is long enough already stays as it is.

    Only an offer to the organization that paid: the origin comes from an address that anybody may type.
    """
    subject, _, number = event.data.get("origin", "").partition(":")
    if subject != "quote" or not re.fullmatch(r"[0-9]{1,18}", number):
        return
    quote = Quote.objects.filter(pk=int(number), ticket__organization=event.organization).first()
    if quote:
        operations.extend_after_payment(quote=quote, known_at=event.happened_at, now=now)
