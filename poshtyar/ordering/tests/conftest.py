"""A bank to pay at, a package to buy, an order to pay."""

import pytest

from poshtyar.catalog.models import Package
from poshtyar.catalog.operations import install_default_catalog
from poshtyar.ordering import operations as ordering
from tests.loopback_bank import LoopbackBank


@pytest.fixture
def bank(settings):
    """Give the shop a bank on loopback that is honest until told otherwise."""
    bank = LoopbackBank()
    settings.PAYMENT_GATEWAY = "demo_bank"
    settings.PAYMENT_MERCHANT = "0" * 36
    settings.DEMO_BANK_URL = bank.url
    yield bank
    bank.close()


@pytest.fixture
def essential(db):
    """Essential: 300 coins for 6,000,000 toman before VAT."""
    install_default_catalog()
    return Package.objects.get(code="essential")


@pytest.fixture
def order(organization, essential, alice, now):
    """Alice has ordered Essential."""
    return ordering.place_order(
        organization=organization, package=essential, nonce="order-nonce-00001", actor=alice, now=now
    )


@pytest.fixture
def payment(order, bank, alice, now):
    """Alice is at the bank to pay her order."""
    return ordering.start_payment(order=order, actor=alice, now=now)
