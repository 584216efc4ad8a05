"""Placing orders and ending their lives."""

from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.utils.translation import gettext

from poshtyar.accounts.models import Organization, User
from poshtyar.accounts.permissions import may_buy
from poshtyar.catalog.models import Package
from poshtyar.common.errors import DomainError, IdempotencyConflict, NotAllowed
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events
from poshtyar.ordering.models import Order, OrderState
from poshtyar.ordering.queries import latest_alike, price_of

# Whoever sends the checkout of a second window within this time means the order that they have just made.
TWIN_WITHIN = timedelta(minutes=5)


class PackageNotOnSale(DomainError):
    """The package cannot be bought now."""

    code = "package_not_on_sale"


class PriceChanged(DomainError):
    """The price is not the one that was shown."""

    code = "price_changed"


class AlreadyOrdered(DomainError):
    """The same package was ordered a moment ago, which this person has not seen yet."""

    code = "already_ordered"


@operation
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
    An equal order of the last minutes that nobody has gone to the bank with is given again: two windows make one.
    Records `ordering.order_placed`.
    """
    # Windows come in turn, so that the second sees what the first ordered; what only names the row need not wait.
    Organization.objects.select_for_update(no_key=True).get(pk=organization.pk)
    refuse_unless_buyer(actor, organization)

    if earlier := Order.objects.filter(nonce=nonce).first():
        return _same_order(earlier, organization, package, origin)

    ordered = {"organization": organization, "package": package, "origin": origin}
    ordered |= _terms_as_seen(package, seen_total_rial, now)
    if seen_order is not None:
        if twin := Order.objects.untouched_since(now - TWIN_WITHIN).filter(**ordered).first():
            return twin
        _refuse_unseen(latest_alike(organization, package, now), seen_order)

    order, created = Order.objects.get_or_create(
        nonce=nonce,
        defaults={
            **ordered,
            "placed_by": actor,
            "placed_at": now,
            "expires_at": now + timedelta(hours=settings.ORDER_LIFETIME_HOURS),
        },
    )
    if not created:  # pragma: no cover (another organization used it a moment ago; SQLite lets one in at a time)
        return _same_order(order, organization, package, origin)
    record_fact("ordering.order_placed", order, actor=actor, now=now)
    return order


@operation
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


def _terms_as_seen(package: Package, seen_total_rial: int | None, now: datetime) -> dict[str, Any]:
    """Return what an order of the package freezes now; raises PackageNotOnSale, and PriceChanged for another total."""
    if not package.is_on_sale:
        raise PackageNotOnSale(gettext("This package is not sold any more. Please choose another one."))
    terms = _terms_of(package, now)
    if seen_total_rial not in (None, terms["total_rial"]):
        raise PriceChanged(gettext("The price has changed since this page was opened. Please look at the new one."))
    return terms


def _terms_of(package: Package, now: datetime) -> dict[str, Any]:
    return {
        "package_name_fa": package.name_fa,
        "package_name_en": package.name_en,
        "coins": package.coins,
        "validity_days": package.validity_days,
        **asdict(price_of(package, now)),
    }


def _refuse_unseen(latest: Order | None, seen_order: str) -> None:
    """Raise AlreadyOrdered if the latest order of the package is not the one that the customer saw."""
    if latest and latest.public_id != seen_order:
        raise AlreadyOrdered(
            gettext("This package was ordered a moment ago in another window. Nothing was ordered a second time.")
        )


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
