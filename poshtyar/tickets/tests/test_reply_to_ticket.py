"""reply_to_ticket …"""

from datetime import timedelta

import pytest

from poshtyar.common.errors import IdempotencyConflict, NotAllowed
from poshtyar.events.models import Event
from poshtyar.tickets.models import Message, MessageKind, TicketState, Turn
from poshtyar.tickets.operations import close_ticket, reply_to_ticket
from poshtyar.tickets.operations.writing import TextMissing, TextTooLong
from tests import factories
from tests.race import race


def reply(ticket, actor, now, body="Here it is.", nonce="reply-form-of-one", files=()):
    return reply_to_ticket(ticket=ticket, body=body, files=files, nonce=nonce, actor=actor, now=now)


def test_of_staff_keeps_the_promise_and_gives_the_turn_to_the_customer(ticket, agnes, now, kinds):
    later = now + timedelta(hours=1)

    message = reply(ticket, agnes, later)

    ticket.refresh_from_db()
    assert (ticket.turn, ticket.first_answered_at, ticket.due_at) == (Turn.CUSTOMER, later, None)
    assert (ticket.last_message_at, ticket.last_message_by) == (later, agnes)
    assert (message.by_staff, message.kind) == (True, MessageKind.REPLY)
    assert kinds(ticket) == ["ticket_opened", "ticket_replied"]


def test_of_staff_freezes_the_first_answer(ticket, agnes, now):
    reply(ticket, agnes, now)

    reply(ticket, agnes, now + timedelta(hours=1), nonce="a-second-reply-form")

    ticket.refresh_from_db()
    assert ticket.first_answered_at == now


def test_of_a_customer_gives_the_turn_to_the_agency(ticket, bob, agnes, now):
    reply(ticket, agnes, now)

    reply(ticket, bob, now + timedelta(hours=1), nonce="a-second-reply-form")

    ticket.refresh_from_db()
    assert (ticket.turn, ticket.last_message_by) == (Turn.AGENCY, bob)


def test_b8_costs_no_coins(ticket, bob, agnes, now):
    reply(ticket, agnes, now)
    reply(ticket, bob, now, nonce="a-second-reply-form")

    ticket.refresh_from_db()
    assert ticket.coins_set_aside == 0


def test_of_a_customer_opens_a_closed_ticket_again(ticket, alice, now, kinds):
    close_ticket(ticket=ticket, actor=alice, now=now)

    reply(ticket, alice, now + timedelta(days=1))

    ticket.refresh_from_db()
    assert (ticket.state, ticket.turn, ticket.closed_at, ticket.closed_by) == (
        TicketState.OPEN,
        Turn.AGENCY,
        None,
        None,
    )
    assert kinds(ticket) == ["ticket_opened", "ticket_closed", "ticket_reopened", "ticket_replied"]


def test_of_staff_leaves_a_closed_ticket_closed(ticket, alice, agnes, now):
    close_ticket(ticket=ticket, actor=alice, now=now)

    reply(ticket, agnes, now)

    ticket.refresh_from_db()
    assert (ticket.state, ticket.turn) == (TicketState.CLOSED, Turn.AGENCY)


def test_returns_the_first_message_to_the_same_form(ticket, alice, now, kinds):
    first = reply(ticket, alice, now)

    again = reply(ticket, alice, now + timedelta(minutes=1))

    assert (again, again.written_at) == (first, now)
    assert kinds(ticket) == ["ticket_opened", "ticket_replied"]


def test_refuses_the_same_form_with_another_text(ticket, alice, now):
    reply(ticket, alice, now)

    with pytest.raises(IdempotencyConflict):
        reply(ticket, alice, now, body="Something else.")


def test_refuses_the_form_of_another_ticket(organization, ticket, alice, now):
    reply(ticket, alice, now)
    other = factories.make_ticket(organization, alice)

    with pytest.raises(IdempotencyConflict):
        reply(other, alice, now)


@pytest.mark.django_db(transaction=True)
def test_two_at_once_write_one_message(organization, alice, now):
    ticket = factories.make_ticket(organization, alice)

    answers = race(2, lambda _: reply(ticket, alice, now).pk)

    assert len(set(answers)) == 1
    assert Message.objects.filter(ticket=ticket).count() == 2
    assert Event.objects.filter(kind="tickets.ticket_replied").count() == 1


def test_refuses_charlie(ticket, charlie, now):
    with pytest.raises(NotAllowed):
        reply(ticket, charlie, now)

    assert ticket.messages.count() == 1


def test_refuses_nothing_and_too_much(ticket, alice, now):
    with pytest.raises(TextMissing):
        reply(ticket, alice, now, body="   ")
    with pytest.raises(TextTooLong):
        reply(ticket, alice, now, body="x" * 100_001)


def test_keeps_one_kind_of_line_end(ticket, alice, now):
    assert reply(ticket, alice, now, body="one\r\ntwo\rthree").body == "one\ntwo\nthree"
