"""The course of a ticket: finished, closed, reopened, handed on, made less urgent, and what `quotes` keeps in it."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from poshtyar.accounts.models import User
from poshtyar.common.errors import DomainError, ReasonMissing
from poshtyar.common.numbers import format_number
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events
from poshtyar.tickets.models import SEVERITY_RANK, Severity, Ticket, TicketState, Turn
from poshtyar.tickets.operations.opening import PROMISE_FIELDS, give_promise
from poshtyar.tickets.operations.writing import locked, not_allowed
from poshtyar.tickets.permissions import may_assign, may_close, may_write

BATCH = 200


class TicketHasOpenWork(DomainError):
    """Work on the ticket is offered, approved or started (B32)."""

    code = "ticket_has_open_work"


class NotLower(DomainError):
    """The severity would not become lower."""

    code = "not_lower"


class TicketClosed(DomainError):
    """The ticket is closed."""

    code = "ticket_closed"


@operation
def close_ticket(*, ticket: Ticket, actor: User, now: datetime) -> Ticket:
    """Close the conversation; a closed ticket stays as it was closed first.

    Raises NotAllowed, and TicketHasOpenWork while a quote is offered, approved or started (B32).
    Records `tickets.ticket_closed`.
    """
    ticket = locked(ticket)
    if not may_close(actor, ticket):
        raise not_allowed()
    if not ticket.is_open:
        return ticket
    if ticket.open_quotes:
        raise TicketHasOpenWork(
            ngettext(
                "This ticket has %(count)s open quote. It can be closed when that is decided and delivered.",
                "This ticket has %(count)s open quotes. It can be closed when they are decided and delivered.",
                ticket.open_quotes,
            )
            % {"count": format_number(ticket.open_quotes)}
        )

    _close(ticket, actor=actor, now=now)
    events.record("tickets.ticket_closed", actor=actor, now=now, ticket=ticket)
    return ticket


@operation
def close_finished_tickets(*, now: datetime) -> int:
    """Close the tickets that have been finished for as long as delivered work is repaired free; return how many.

    What is too much for one run is left to the next. Records `tickets.finished_ticket_closed` on each.
    """
    over = Ticket.objects.finished().filter(finished_at__lte=now - timedelta(days=settings.REWORK_DAYS))
    tickets = list(over.select_related("organization").select_for_update(of=("self",)).order_by("pk")[:BATCH])
    for ticket in tickets:
        _close(ticket, actor=None, now=now)
        events.record("tickets.finished_ticket_closed", actor=None, now=now, ticket=ticket)
    return len(tickets)


def _close(ticket: Ticket, *, actor: User | None, now: datetime) -> None:
    """Close a ticket that the caller has locked."""
    ticket.state, ticket.closed_at, ticket.closed_by = TicketState.CLOSED, now, actor
    # Nobody waits in a closed ticket; the one value keeps the customer's list in order.
    ticket.turn, ticket.due_at = Turn.AGENCY, None
    ticket.save(update_fields=["state", "closed_at", "closed_by", "turn", "due_at"])


@operation
def reopen_ticket(*, ticket: Ticket, actor: User, now: datetime) -> Ticket:
    """Open a closed ticket again, with the agency to answer; an open one stays as it is.

    Raises NotAllowed. Records `tickets.ticket_reopened`.
    """
    ticket = locked(ticket)
    if not may_write(actor, ticket):
        raise not_allowed()
    if ticket.is_open:
        return ticket

    reopen(ticket, actor=actor, now=now)
    return ticket


def reopen(ticket: Ticket, *, actor: User, now: datetime) -> None:
    """Open a closed ticket that the caller has locked, and record it."""
    ticket.state, ticket.closed_at, ticket.closed_by, ticket.turn = TicketState.OPEN, None, None, Turn.AGENCY
    # The level was the ticket's until it closed; now it has that of the packages which are active now (B7).
    give_promise(ticket, now)
    ticket.save(update_fields=["state", "closed_at", "closed_by", "turn", *PROMISE_FIELDS])
    events.record("tickets.ticket_reopened", actor=actor, now=now, ticket=ticket)


@operation
def assign_ticket(*, ticket: Ticket, assignee: User, actor: User, now: datetime) -> Ticket:
    """Make a member of staff responsible: agents take tickets, leads hand them out.

    Raises NotAllowed. Records `tickets.ticket_assigned`, unless it is theirs already.
    """
    ticket = locked(ticket)
    if not may_assign(actor, assignee):
        raise not_allowed()
    if ticket.assignee_id == assignee.pk:
        return ticket

    ticket.assignee = assignee
    ticket.save(update_fields=["assignee"])

    events.record("tickets.ticket_assigned", actor=actor, now=now, ticket=ticket, assignee_id=assignee.pk)
    return ticket


@operation
def lower_severity(*, ticket: Ticket, severity: Severity, reason: str, actor: User, now: datetime) -> Ticket:
    """Make a ticket less urgent, with a reason that the customer reads; the promise that was given stays (B23).

    Raises NotAllowed, TicketClosed, NotLower, ReasonMissing. Records `tickets.severity_lowered`.
    """
    ticket = locked(ticket)
    if not actor.is_staff_member:
        raise not_allowed()
    if not ticket.is_open:
        raise TicketClosed(_("This ticket is closed."))
    if SEVERITY_RANK[severity] >= SEVERITY_RANK[Severity(ticket.severity)]:
        raise NotLower(
            _("The severity is “%(severity)s” now; choose a lower one.") % {"severity": ticket.get_severity_display()}
        )
    if not reason.strip():
        raise ReasonMissing(_("Write the reason; the customer reads it."))

    earlier, ticket.severity = ticket.severity, severity
    ticket.save(update_fields=["severity"])

    events.record(
        "tickets.severity_lowered",
        actor=actor,
        now=now,
        ticket=ticket,
        earlier=earlier,
        severity=severity,
        reason=reason.strip(),
    )
    return ticket


def keep_quote_facts(
    *,
    ticket: Ticket,
    open_quotes: int,
    open_offers: int,
    coins_set_aside: int,
    quotes_made: int,
    turn: Turn,
    now: datetime,
) -> Ticket:
    """Write down what `quotes`, which stands above, has counted on a ticket that the caller has locked.

    A quote that waits for the customer answers them, so it keeps the promise as a reply does. Records nothing:
    `quotes` records its own facts.
    """
    ticket.open_quotes, ticket.open_offers = open_quotes, open_offers
    ticket.coins_set_aside, ticket.quotes_made = coins_set_aside, quotes_made
    if ticket.is_open:
        turn_to(ticket, turn, now)
    if ticket.first_answered_at is None and turn == Turn.CUSTOMER:
        ticket.first_answered_at, ticket.due_at = now, None
    counts = ["open_quotes", "open_offers", "coins_set_aside", "quotes_made"]
    ticket.save(update_fields=[*counts, "turn", "finished_at", "first_answered_at", "due_at"])
    return ticket


def turn_to(ticket: Ticket, turn: Turn, now: datetime) -> None:
    """Give the turn of an open ticket that the caller has locked and will save; a finished one keeps its moment."""
    if turn == Turn.NOBODY and ticket.turn != Turn.NOBODY:
        ticket.finished_at = now
    ticket.turn = turn
