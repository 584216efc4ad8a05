"""The scene of every quote test: Alice's organization with a ticket, and 300 coins when a test asks for them."""

import pytest

from poshtyar.quotes.tests import world


@pytest.fixture
def ticket(organization, alice, now):
    """Alice asks for work."""
    return world.make_ticket(organization, alice, now=now)


@pytest.fixture
def purse(organization, now):
    """Alice's organization has 300 coins."""
    world.give_coins(organization, 300, now=now)
    return organization
