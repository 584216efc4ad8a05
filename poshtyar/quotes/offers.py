"""What an offer says, before it is a version of a quote."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings

from poshtyar.catalog.models import Service
from poshtyar.quotes.models import Quote, QuoteKind


@dataclass(frozen=True)
class OfferLine:
    """One piece of work on offer: a service of the catalog, or free text."""

    title: str
    coins: int
    service: Service | None = None
    effort_minutes: int = 0


@dataclass(frozen=True)
class Offer:
    """What a version offers. Without a `fee` the usual one applies; 0 says that the work surely is possible."""

    title: str
    lines: tuple[OfferLine, ...]
    delivery_hours: int
    valid_until: datetime
    kind: QuoteKind = QuoteKind.WORK
    fee: int | None = None
    assumptions: str = ""
    investigation: Quote | None = None
    override_reason: str = ""

    @property
    def coins(self) -> int:
        """The price."""
        return sum(line.coins for line in self.lines)

    @property
    def agreed_fee(self) -> int:
        """The fee if the work proves impossible: never more than usual, nor than the quote itself (B14)."""
        usual = settings.INVESTIGATION_FEE_COINS
        if self.kind == QuoteKind.INVESTIGATION or self.fee is None:
            return min(usual, self.coins)
        return min(self.fee, usual, self.coins)
