"""What work has cost and would cost: shown to staff while they quote."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median_low

from poshtyar.accounts.models import Organization
from poshtyar.catalog.models import Service
from poshtyar.quotes.models import Quote, QuoteLine, QuoteState
from poshtyar.quotes.offers import Offer
from poshtyar.quotes.queries.terms import MissingRight, held_version, missing_rights, version_taken_over
from poshtyar.wallet import queries as wallet

MEMORY = timedelta(days=2 * 365)
MOST_WORKS = 1000


@dataclass(frozen=True)
class PriceMemory:
    """What delivered works of one service have cost in coins."""

    service: Service
    works: int
    median: int | None
    lowest: int | None
    highest: int | None


@dataclass(frozen=True)
class OfferPreview:
    """What an offer would mean to the customer, and what staff should know before announcing it."""

    coins: int
    available: int
    after: int
    missing: int
    debt: int
    set_aside: int
    memories: tuple[PriceMemory, ...]
    missing_rights: tuple[MissingRight, ...]


def price_memories(services: Sequence[Service], now: datetime) -> list[PriceMemory]:
    """Return what delivered works of each service cost in the last two years, in coins used; one query.

    Of all the services together the latest thousand lines are read.
    """
    lines = (
        QuoteLine.objects.filter(
            service__in=services,
            captured_coins__isnull=False,
            version__quote__state=QuoteState.DELIVERED,
            version__quote__settled_at__gt=now - MEMORY,
        )
        .order_by("-id")
        .values_list("service_id", "captured_coins")[:MOST_WORKS]
    )
    paid: dict[int | None, list[int]] = defaultdict(list)
    for service_id, coins in lines:
        paid[service_id].append(coins or 0)
    return [_remember(service, paid[service.pk]) for service in services]


def preview_offer(
    organization: Organization, offer: Offer, now: datetime, *, changed: Quote | None = None
) -> OfferPreview:
    """Return what this offer would mean: a new version of `changed`, if it is one."""
    balance = wallet.balance_of(organization, now)
    replaced = version_taken_over(changed) if changed else held_version(offer.investigation)
    freed = replaced.coins if replaced else 0
    services = list(_distinct(line.service for line in offer.lines if line.service))
    return OfferPreview(
        coins=offer.coins,
        available=balance.available,
        after=balance.available - offer.coins + freed,
        missing=wallet.missing_coins(balance, offer.coins, freed),
        debt=balance.debt,
        set_aside=freed,
        memories=tuple(price_memories(services, now)) if services else (),
        missing_rights=tuple(missing_rights(organization, services, now, changed=changed)),
    )


def _remember(service: Service, paid: list[int]) -> PriceMemory:
    if not paid:
        return PriceMemory(service, 0, None, None, None)
    return PriceMemory(service, len(paid), median_low(paid), min(paid), max(paid))


def _distinct(services: Iterable[Service]) -> Iterable[Service]:
    return {service.pk: service for service in services}.values()
