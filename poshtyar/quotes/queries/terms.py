"""Whether an offer still stands, and whether the organization may have it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db.models import Q
from django.utils.translation import gettext as _

from poshtyar.accounts.models import Organization
from poshtyar.catalog.models import Package, Right, Service
from poshtyar.common.ids import row_key
from poshtyar.common.localised import localised
from poshtyar.entitlements.queries import rights_of
from poshtyar.ordering.models import Payment, PaymentNote, PaymentState
from poshtyar.quotes.models import Quote, QuoteVersion

# An offer stays valid at least this long after the result of a payment that was started from it (B12).
PAYMENT_GRACE = timedelta(hours=24)
# A decision on the work that followed an investigation may come until so long after its last version expired (B15).
DECISION_TIME = timedelta(days=7)


@dataclass(frozen=True)
class MissingRight:
    """A right that the offered work needs and the organization lacks, and the package that has it (B17)."""

    right: Right
    service: Service
    package: Package | None

    @property
    def sentence(self) -> str:
        """Say which package to offer."""
        words = {
            "service": localised(self.service, "name"),
            "right": self.right.label,
            "package": localised(self.package, "name") if self.package else "–",
        }
        return (
            _("“%(service)s” needs “%(right)s”, which this customer has not. The package “%(package)s” has it.") % words
        )


def has_expired(quote: Quote, now: datetime) -> bool:
    """Whether the time of the offer has passed; not while a payment for it is undecided, nor a day after that (B12).

    The payments themselves are asked, so that no message which comes late can end an offer too early.
    """
    version = quote.open_version
    if now < version.valid_until:
        return False
    payments = Payment.objects.filter(
        order__organization=quote.ticket.organization_id,
        order__origin=f"quote:{quote.pk}",
        started_at__lt=version.valid_until,
    )
    # Whoever looks into a payment will know its result; nobody waits for what becomes of an order's second payment.
    looked_into = Q(state=PaymentState.NEEDS_HUMAN) & ~Q(note=PaymentNote.SECOND_PAYMENT)
    known_lately = Q(decided_at__gt=now - PAYMENT_GRACE) | Q(resolved_at__gt=now - PAYMENT_GRACE)
    return not payments.filter(Q(decided_at__isnull=True) | looked_into | known_lately).exists()


def quote_bought_for(origin: str, organization_id: int | None) -> Quote | None:
    """Return the quote that an order's origin names, which coins were bought for (B12).

    Only one of the organization's own: the origin comes from an address that anybody may type.
    """
    subject, _colon, number = origin.partition(":")
    key = row_key(number) if subject == "quote" else None
    if key is None:
        return None
    return Quote.objects.filter(pk=key, ticket__organization=organization_id).first()


def held_version(quote: Quote | None) -> QuoteVersion | None:
    """Return the version of a quote whose coins are set aside now, if there are any."""
    return quote.agreed_version if quote and quote.is_held else None


def version_taken_over(quote: Quote) -> QuoteVersion | None:
    """Return the version whose hold the next approval takes over: its own (B13), or its investigation's (B15)."""
    return held_version(quote) or held_version(quote.investigation)


def missing_rights(
    organization: Organization, services: Iterable[Service], now: datetime, *, changed: Quote | None = None
) -> list[MissingRight]:
    """Return the rights that these services need and the organization lacks, one for each right.

    Work approved before a package's end keeps its rights (B7), so a new version of it may need them again.
    """
    needing = {service.required_right: service for service in services if service.required_right}
    if needing and changed and changed.approved_version:
        kept = changed.approved_version.lines.values_list("service__required_right", flat=True)
        needing = {code: service for code, service in needing.items() if code not in set(kept)}
    if not needing:
        return []
    owned = rights_of(organization, now).rights
    missing = {code: service for code, service in needing.items() if code not in owned}
    return [MissingRight(Right(code), service, _first_package_with(code)) for code, service in missing.items()]


def _first_package_with(right: str) -> Package | None:
    """Return the first package on sale that gives this right."""
    return Package.objects.on_sale().giving(right).in_order().first()
