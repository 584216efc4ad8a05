"""reopen_ticket …"""

from datetime import timedelta

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.sla.calendars import Promise, Reason
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


@pytest.mark.parametrize("is_answered", [False, True])
def test_b7_gives_the_level_of_now_because_the_old_one_was_kept_until_the_ticket_closed(
    is_answered, organization, alice, agnes, now
):
    factories.make_package(organization, "professional", expires_at=now + timedelta(hours=1))
    factories.make_package(organization, "essential")
    ticket = factories.make_ticket(organization, alice)
    if is_answered:
        reply_to_ticket(ticket=ticket, body="Done.", files=[], nonce="a-reply-of-agnes", actor=agnes, now=now)
    close_ticket(ticket=ticket, actor=alice, now=now)
    later = now + timedelta(hours=2)

    opened = reopen_ticket(ticket=ticket, actor=alice, now=later)

    assert (opened.service_level.code, opened.has_package, opened.package_rank) == ("essential", True, 1)
    assert opened.due_at == (None if is_answered else later + timedelta(hours=24))


def test_b7_gives_no_level_where_no_package_is_active_any_more(organization, alice, now):
    factories.make_package(organization, "basic", expires_at=now + timedelta(hours=1))
    ticket = factories.make_ticket(organization, alice)
    close_ticket(ticket=ticket, actor=alice, now=now)

    opened = reopen_ticket(ticket=ticket, actor=alice, now=now + timedelta(hours=2))

    assert (opened.service_level, opened.has_package, opened.due_at) == (None, False, None)
    assert Promise.from_dict(opened.promise).reason == Reason.NO_PACKAGE


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
