"""A bank to pay at, and Alice's browser before the checkout."""

import pytest

from poshtyar.catalog.models import Package
from poshtyar.catalog.operations import install_default_catalog
from tests.loopback_bank import LoopbackBank


@pytest.fixture
def bank(settings):
    """A bank on loopback, which the test makes pay, decline or lie."""
    bank = LoopbackBank()
    settings.PAYMENT_GATEWAY = "demo_bank"
    settings.PAYMENT_MERCHANT = "0" * 36
    settings.DEMO_BANK_URL = bank.url
    yield bank
    bank.close()


@pytest.fixture
def essential(db):
    """The package Essential of the default catalog."""
    install_default_catalog()
    return Package.objects.get(code="essential")


@pytest.fixture
def buyer(client, alice, organization, essential, bank):
    """Alice's browser, in English."""
    alice.language = "en"
    alice.save()
    client.force_login(alice)
    return client
