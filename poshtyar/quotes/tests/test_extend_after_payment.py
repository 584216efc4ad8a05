"""extend_after_payment …"""

from datetime import timedelta

import pytest

from poshtyar.events import operations as events
from poshtyar.quotes.models import QuoteVersion
from poshtyar.quotes.subscribers import extend_after_payment
from poshtyar.quotes.tests import world

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture
def quote(ticket, agnes, now):
    return world.announce(ticket, 50, hours_valid=24, actor=agnes, now=now)


def tell(origin, organization, now, kind="ordering.payment_failed"):
    event = events.record(kind, actor=None, now=now, organization=organization, order_id=1, origin=origin)
    extend_after_payment(event=event, now=now)


@pytest.mark.parametrize("kind", ["ordering.payment_failed", "ordering.order_paid", "ordering.payment_resolved"])
def test_b12_keeps_the_offer_for_24_hours_after_the_result(kind, organization, quote, now):
    known_at = now + timedelta(hours=20)

    tell(f"quote:{quote.pk}", organization, known_at, kind)

    assert QuoteVersion.objects.get().valid_until == known_at + DAY


def test_leaves_an_offer_that_is_valid_longer(organization, quote, now):
    tell(f"quote:{quote.pk}", organization, now - timedelta(hours=1))

    assert QuoteVersion.objects.get().valid_until == now + DAY


@pytest.mark.parametrize("origin", ["", "quote:", "quote:x", "quote:²", f"quote:{2**70}", "order:1", "quote:999999"])
def test_ignores_other_origins(origin, organization, quote, now):
    tell(origin, organization, now + DAY / 2)

    assert QuoteVersion.objects.get().valid_until == now + DAY


def test_ignores_the_payment_of_a_stranger(charlie, quote, now):
    tell(f"quote:{quote.pk}", charlie.memberships.get().organization, now + DAY / 2)

    assert QuoteVersion.objects.get().valid_until == now + DAY
