"""A bank to pay at."""

import pytest

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
