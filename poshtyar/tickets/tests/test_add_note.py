"""add_note …"""

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.events.kinds import KINDS, Audience
from poshtyar.tickets.models import Message, MessageKind, Turn
from poshtyar.tickets.operations import add_note


def note(ticket, actor, now, body="The host is slow."):
    return add_note(ticket=ticket, body=body, files=[], nonce="form-of-a-note-1", actor=actor, now=now)


def test_moves_neither_the_turn_nor_the_clock(ticket, alice, agnes, now, kinds):
    written = note(ticket, agnes, now)

    ticket.refresh_from_db()
    assert (written.kind, ticket.turn, ticket.first_answered_at, ticket.last_message_by) == (
        MessageKind.NOTE,
        Turn.AGENCY,
        None,
        alice,
    )
    assert kinds(ticket) == ["ticket_opened", "note_added"]


def test_is_seen_by_staff_alone(ticket, alice, bob, charlie, agnes, now):
    written = note(ticket, agnes, now)

    assert written in Message.objects.visible_to(agnes)
    assert [written in Message.objects.visible_to(user) for user in (alice, bob, charlie)] == [False] * 3
    assert KINDS["tickets.note_added"].audience is Audience.NOBODY


def test_returns_the_first_note_to_the_same_form(ticket, agnes, now, kinds):
    assert note(ticket, agnes, now) == note(ticket, agnes, now)
    assert kinds(ticket) == ["ticket_opened", "note_added"]


def test_refuses_customers(ticket, alice, charlie, now):
    for person in (alice, charlie):
        with pytest.raises(NotAllowed):
            note(ticket, person, now)

    assert ticket.messages.count() == 1
