"""Tickets without a story."""

from itertools import count

import pytest
from django.apps import apps

_numbers = count(1)


@pytest.fixture
def write_ticket(now):
    """Write the row of a ticket, and nothing of what belongs to opening one."""

    def write(organization, user):
        # Tickets stand above events, so no import points there.
        return apps.get_model("tickets.Ticket").objects.create(
            organization=organization,
            opened_by=user,
            subject="The cart is empty",
            subject_folded="the cart is empty",
            effect="question",
            severity="normal",
            nonce=f"written-{next(_numbers)}",
            opened_at=now,
            last_message_at=now,
            last_message_by=user,
        )

    return write
