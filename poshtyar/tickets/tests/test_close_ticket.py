"""close_ticket …"""

import pytest
from django.db import IntegrityError, transaction

from poshtyar.common.errors import NotAllowed
from poshtyar.tickets.models import Ticket, TicketState, Turn
from poshtyar.tickets.operations import TicketHasOpenWork, close_ticket
from tests import factories


def test_ends_the_conversation(ticket, alice, now, kinds):
    closed = close_ticket(ticket=ticket, actor=alice, now=now)

    assert (closed.state, closed.closed_at, closed.closed_by, closed.due_at) == (TicketState.CLOSED, now, alice, None)
    assert kinds(ticket) == ["ticket_opened", "ticket_closed"]


def test_lets_nobody_wait(ticket, alice, now):
    Ticket.objects.update(turn=Turn.CUSTOMER)

    assert close_ticket(ticket=ticket, actor=alice, now=now).turn == Turn.AGENCY


def test_keeps_the_first_closing(ticket, alice, agnes, now, kinds):
    close_ticket(ticket=ticket, actor=alice, now=now)

    again = close_ticket(ticket=ticket, actor=agnes, now=now + factories.minutes(5))

    assert (again.closed_at, again.closed_by) == (now, alice)
    assert kinds(ticket) == ["ticket_opened", "ticket_closed"]


def test_b32_refuses_while_work_is_open(ticket, alice, agnes, now):
    Ticket.objects.update(open_quotes=2)

    for actor in (alice, agnes):
        with pytest.raises(TicketHasOpenWork, match="۲"):
            close_ticket(ticket=ticket, actor=actor, now=now)

    ticket.refresh_from_db()
    assert ticket.state == TicketState.OPEN


def test_b32_is_kept_by_the_database_too(ticket, alice, now):
    close_ticket(ticket=ticket, actor=alice, now=now)

    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.update(open_quotes=1)


def test_is_for_staff_the_opener_and_owners(organization, alice, bob, agnes, now):
    of_bob = factories.make_ticket(organization, bob)
    another_of_bob = factories.make_ticket(organization, bob)
    of_alice = factories.make_ticket(organization, alice)

    close_ticket(ticket=of_bob, actor=bob, now=now)
    close_ticket(ticket=another_of_bob, actor=alice, now=now)
    close_ticket(ticket=of_alice, actor=agnes, now=now)

    assert Ticket.objects.closed().count() == 3


def test_refuses_bob_on_the_ticket_of_alice_and_charlie(ticket, bob, charlie, now):
    for person in (bob, charlie):
        with pytest.raises(NotAllowed):
            close_ticket(ticket=ticket, actor=person, now=now)

    ticket.refresh_from_db()
    assert ticket.state == TicketState.OPEN
