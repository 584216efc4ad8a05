"""Replies, notes, and how far people have read."""

from collections.abc import Sequence
from datetime import datetime

from poshtyar.accounts.models import User
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events
from poshtyar.files.models import StoredFile
from poshtyar.tickets.models import DraftPlace, Message, MessageKind, Ticket, TicketReading, Turn
from poshtyar.tickets.operations.course import reopen
from poshtyar.tickets.operations.drafts import forget_draft
from poshtyar.tickets.operations.writing import (
    Contents,
    earlier_message,
    locked,
    not_allowed,
    sent_otherwise,
    write_message,
)
from poshtyar.tickets.permissions import may_write


@operation
def reply_to_ticket(
    *,
    ticket: Ticket,
    body: str,
    files: Sequence[StoredFile],
    nonce: str,
    actor: User,
    now: datetime,
    draft_version: int = 0,
    secret: str = "",
) -> Message:
    """Answer in the conversation; then it is the other side's turn.

    A customer's reply reopens a closed ticket; the agency's first reply keeps the promise. The same form sent again
    returns the first message. The draft that it was sent from is forgotten. `secret` are log-in details, if any.
    Raises NotAllowed, TextMissing, TextTooLong, SecretTooLong, IdempotencyConflict and what `files.attach_files`
    raises. Records `tickets.ticket_replied`, and `tickets.ticket_reopened` and `vault.secret_kept` before it.
    """
    ticket = locked(ticket)
    if not may_write(actor, ticket):
        raise not_allowed()
    contents = Contents(MessageKind.REPLY, body, files, secret).cleaned()
    if earlier := earlier_message(nonce, author=actor, contents=contents):
        return _of_this_ticket(earlier, ticket)

    if not ticket.is_open and not actor.is_staff_member:
        reopen(ticket, actor=actor, now=now)
    message = write_message(ticket=ticket, contents=contents, nonce=nonce, actor=actor, now=now)
    forget_draft(place=DraftPlace.REPLY, ticket=ticket, version=draft_version, actor=actor, now=now)
    ticket.last_message_at, ticket.last_message_by = now, actor
    if not actor.is_staff_member:
        ticket.turn = Turn.AGENCY
    elif ticket.is_open:
        ticket.turn = Turn.CUSTOMER
    if actor.is_staff_member and ticket.first_answered_at is None:
        ticket.first_answered_at, ticket.due_at = now, None
    ticket.save(update_fields=["last_message_at", "last_message_by", "turn", "first_answered_at", "due_at"])

    events.record(
        "tickets.ticket_replied",
        actor=actor,
        now=now,
        ticket=ticket,
        message_id=message.pk,
        by_staff=message.by_staff,
    )
    return message


@operation
def add_note(
    *,
    ticket: Ticket,
    body: str,
    files: Sequence[StoredFile],
    nonce: str,
    actor: User,
    now: datetime,
    draft_version: int = 0,
) -> Message:
    """Write a note that staff alone read; it moves neither the turn nor the clock.

    The same form sent again returns the first note. The draft that it was sent from is forgotten.
    Raises NotAllowed, TextMissing, TextTooLong, IdempotencyConflict and what `files.attach_files` raises.
    Records `tickets.note_added`.
    """
    ticket = locked(ticket)
    if not actor.is_staff_member:
        raise not_allowed()
    contents = Contents(MessageKind.NOTE, body, files).cleaned()
    if earlier := earlier_message(nonce, author=actor, contents=contents):
        return _of_this_ticket(earlier, ticket)

    note = write_message(ticket=ticket, contents=contents, nonce=nonce, actor=actor, now=now)
    forget_draft(place=DraftPlace.NOTE, ticket=ticket, version=draft_version, actor=actor, now=now)

    events.record("tickets.note_added", actor=actor, now=now, ticket=ticket, message_id=note.pk)
    return note


def _of_this_ticket(message: Message, ticket: Ticket) -> Message:
    """Return the message; raises IdempotencyConflict when its form belonged to another ticket."""
    if message.ticket_id != ticket.pk:
        raise sent_otherwise()
    return message


def mark_read(*, ticket: Ticket, user: User, now: datetime) -> None:
    """Remember that this person has seen the ticket up to now; one statement, and not a fact worth an event."""
    TicketReading.objects.bulk_create(
        [TicketReading(ticket=ticket, user=user, read_at=now)],
        update_conflicts=True,
        unique_fields=["ticket", "user"],
        update_fields=["read_at"],
    )
