"""Buying coins for a quote …"""

import re

import pytest
from django.urls import reverse
from django.utils import timezone

from poshtyar.ordering.models import Payment
from poshtyar.portal.tests.checkout import come_back, go_to_the_bank
from poshtyar.quotes.tests import world
from tests.pages import line_of


@pytest.fixture
def quote(organization, alice, agnes):
    now = timezone.now()
    return world.announce(world.make_ticket(organization, alice, now=now), 50, actor=agnes, now=now)


def buy_from_the_card(buyer, quote):
    """Follow the card's way to buy, to the bank."""
    card = line_of(buyer.get(reverse("portal:quote", args=[quote.pk])))
    [checkout] = re.findall(r'href="(/order/[^"]+)"', card)
    [origin] = re.findall(r'name="origin" value="([^"]+)"', line_of(buyer.get(checkout)))
    go_to_the_bank(buyer, origin=origin)
    return Payment.objects.get()


def test_b12_lands_on_it_again_where_it_can_be_approved(buyer, quote, bank):
    payment = buy_from_the_card(buyer, quote)
    bank.pay(payment.authority)

    landing = come_back(buyer, payment)

    assert payment.order.origin == f"quote:{quote.pk}"
    assert landing.redirect_chain == [(f"/tickets/{quote.ticket_id}/#quote-{quote.pk}", 302)]
    assert "300 coins are in your wallet" in line_of(landing)
    assert reverse("portal:approve_quote", args=[quote.pk]) in line_of(landing)


@pytest.mark.parametrize("result", ["decline", "none"])
def test_b12_the_receipt_leads_back_to_the_quote_whatever_the_bank_said(result, buyer, quote, bank):
    payment = buy_from_the_card(buyer, quote)
    if result == "decline":
        bank.decline(payment.authority)

    receipt = line_of(come_back(buyer, payment))

    assert f'href="/tickets/{quote.ticket_id}/#quote-{quote.pk}"' in receipt


def test_b12_the_quote_of_another_organization_is_no_way_back(buyer, charlie, agnes, bank):
    now = timezone.now()
    foreign = world.make_ticket(charlie.memberships.get().organization, charlie, now=now)
    go_to_the_bank(buyer, origin=f"quote:{world.announce(foreign, 50, actor=agnes, now=now).pk}")
    payment = Payment.objects.get()
    bank.pay(payment.authority)

    assert come_back(buyer, payment).redirect_chain == [(reverse("portal:order", args=[payment.order.public_id]), 302)]
