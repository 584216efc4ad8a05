"""reopen_ticket …"""

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.tickets.models import TicketState, Turn
from poshtyar.tickets.operations import close_ticket, reopen_ticket, reply_to_ticket
from tests import factories


def test_gives_the_ticket_back_to_the_agency(ticket, alice, bob, now, kinds):
    close_ticket(ticket=ticket, actor=alice, now=now)

    opened = reopen_ticket(ticket=ticket, actor=bob, now=now)

    assert (opened.state, opened.turn, opened.closed_at, opened.closed_by) == (
        TicketState.OPEN,
        Turn.AGENCY,
        None,
        None,
    )
    assert kinds(ticket) == ["ticket_opened", "ticket_closed", "ticket_reopened"]


def test_takes_up_the_promise_that_was_not_kept_yet(organization, alice, now):

    factories.make_package(organization, "basic")
    ticket = factories.make_ticket(organization, alice)
    close_ticket(ticket=ticket, actor=alice, now=now)

    assert reopen_ticket(ticket=ticket, actor=alice, now=now).due_at == ticket.first_answer_due_at


def test_leaves_a_kept_promise_alone(ticket, alice, agnes, now):
    reply_to_ticket(ticket=ticket, body="Done.", files=[], nonce="a-reply-of-agnes", actor=agnes, now=now)
    close_ticket(ticket=ticket, actor=alice, now=now)

    assert reopen_ticket(ticket=ticket, actor=alice, now=now).due_at is None


def test_leaves_an_open_ticket_as_it_is(ticket, alice, now, kinds):
    reopen_ticket(ticket=ticket, actor=alice, now=now)

    assert kinds(ticket) == ["ticket_opened"]


def test_refuses_charlie(ticket, alice, charlie, now):
    close_ticket(ticket=ticket, actor=alice, now=now)

    with pytest.raises(NotAllowed):
        reopen_ticket(ticket=ticket, actor=charlie, now=now)
