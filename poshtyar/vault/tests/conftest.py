"""A ticket of Alice's with log-in details, and what happened to them."""

import pytest

from poshtyar.events.models import Event
from poshtyar.vault.operations import keep_secret
from tests import factories

TEXT = "ftp.shop.example\nUser: alice\nPassword: کلید ۱۲ "


@pytest.fixture
def ticket(organization, alice):
    """A question of Alice's, asked now."""
    return factories.make_ticket(organization, alice)


@pytest.fixture
def secret(ticket, alice, now):
    """Log-in details that Alice handed over now."""
    return keep_secret(ticket=ticket, text=TEXT, actor=alice, now=now)


@pytest.fixture
def recorded():
    """Return a function that lists the vault's events with their actors."""
    return lambda: [
        (event.kind.removeprefix("vault."), str(event.actor))
        for event in Event.objects.filter(kind__startswith="vault.").select_related("actor").order_by("id")
    ]
