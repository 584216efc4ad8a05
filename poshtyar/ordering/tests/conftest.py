"""An order to pay."""

import pytest

from poshtyar.ordering import operations as ordering


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
