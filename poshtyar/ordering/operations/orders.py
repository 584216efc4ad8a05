"""Placing orders and ending their lives."""

from datetime import datetime, timedelta

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate
from django.utils.translation import gettext

from poshtyar.accounts.models import Organization, User
from poshtyar.accounts.permissions import may_buy
from poshtyar.catalog.models import Package
from poshtyar.common.errors import DomainError, IdempotencyConflict, NotAllowed
from poshtyar.events import operations as events
from poshtyar.ordering.models import Order, OrderState, VatRate
from poshtyar.ordering.pricing import vat_of
from poshtyar.ordering.queries import latest_alike


class PackageNotOnSale(DomainError):
    """The package cannot be bought now."""

    code = "package_not_on_sale"


class PriceChanged(DomainError):
    """The price is not the one that was shown."""

    code = "price_changed"


class AlreadyOrdered(DomainError):
    """The same package was ordered a moment ago, which this person has not seen yet."""

    code = "already_ordered"


@transaction.atomic
def place_order(
    *,
    organization: Organization,
    package: Package,
    nonce: str,
    actor: User,
    now: datetime,
    origin: str = "",
    seen_total_rial: int | None = None,
    seen_order: str | None = None,
) -> Order:
    """Place an order whose coins, price, VAT and validity never change again; it lives 24 hours (B33).

    The same `nonce` gives the same order, and with other contents raises IdempotencyConflict. Raises NotAllowed,
    PackageNotOnSale, PriceChanged if the total is not the one that the customer saw, and AlreadyOrdered if the package
    was ordered a moment ago and the customer saw `seen_order` as the latest; once seen, another is welcome (B3).
    Records `ordering.order_placed`.
    """
    refuse_unless_buyer(actor, organization)

    if earlier := Order.objects.filter(nonce=nonce).first():
        return _same_order(earlier, organization, package, origin)

    if not package.is_on_sale:
        raise PackageNotOnSale(gettext("This package is not sold any more. Please choose another one."))
    vat_percent = VatRate.objects.percent_on(localdate(now))
    vat_rial = vat_of(package.price_rial, vat_percent)
    if seen_total_rial not in (None, package.price_rial + vat_rial):
        raise PriceChanged(gettext("The price has changed since this page was opened. Please look at the new one."))
    same = latest_alike(organization, package, now)
    if seen_order is not None and same and same.public_id != seen_order:
        raise AlreadyOrdered(
            gettext("This package was ordered a moment ago in another window. Nothing was ordered a second time.")
        )

    order, created = Order.objects.get_or_create(
        nonce=nonce,
        defaults={
            "organization": organization,
            "placed_by": actor,
            "package": package,
            "package_name_fa": package.name_fa,
            "package_name_en": package.name_en,
            "coins": package.coins,
            "validity_days": package.validity_days,
            "price_rial": package.price_rial,
            "vat_percent": vat_percent,
            "vat_rial": vat_rial,
            "total_rial": package.price_rial + vat_rial,
            "origin": origin,
            "placed_at": now,
            "expires_at": now + timedelta(hours=settings.ORDER_LIFETIME_HOURS),
        },
    )
    if not created:  # pragma: no cover (another request placed it a moment ago; SQLite lets one in at a time)
        return _same_order(order, organization, package, origin)
    record_fact("ordering.order_placed", order, actor=actor, now=now)
    return order


@transaction.atomic
def expire_orders(*, now: datetime) -> None:
    """End the life of unpaid orders; money confirmed later still credits their terms.

    Records `ordering.order_expired` for each.
    """
    for order in Order.objects.outlived(now).select_for_update().order_by("pk")[:200]:
        order.state = OrderState.EXPIRED
        order.save(update_fields=["state"])
        record_fact("ordering.order_expired", order, actor=None, now=now)


def refuse_unless_buyer(actor: User, organization: Organization) -> None:
    """Raise NotAllowed unless this person buys for this organization; staff never do (B32)."""
    if not may_buy(actor, organization):
        raise NotAllowed(gettext("Only an owner of the organization may buy packages."))


def _same_order(order: Order, organization: Organization, package: Package, origin: str) -> Order:
    if (order.organization_id, order.package_id, order.origin) != (organization.pk, package.pk, origin):
        raise IdempotencyConflict(gettext("This form was already used for another order. Please open it again."))
    return order


def record_fact(kind: str, order: Order, *, actor: User | None, now: datetime, **data) -> None:
    """Record a fact of an order, with what every subscriber needs to find its way back."""
    events.record(
        kind,
        actor=actor,
        now=now,
        organization=order.organization,
        order_id=order.pk,
        coins=order.coins,
        origin=order.origin,
        **data,
    )
