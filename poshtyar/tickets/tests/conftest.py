"""A ticket of Alice's, and what happened on it."""

import pytest

from poshtyar.events.models import Event
from tests import factories


@pytest.fixture
def ticket(organization, alice):
    """A question of Alice's, asked now, without a package."""
    return factories.make_ticket(organization, alice)


@pytest.fixture
def kinds():
    """Return a function that lists the kinds of a ticket's events in their order."""
    return lambda ticket: [
        event.kind.removeprefix("tickets.") for event in Event.objects.of_ticket(ticket).order_by("id")
    ]
