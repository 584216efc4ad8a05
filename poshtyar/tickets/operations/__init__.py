"""Every change of a ticket, one module a noun."""

from poshtyar.tickets.operations.advice import ask_for_advice
from poshtyar.tickets.operations.course import (
    TicketHasOpenWork,
    assign_ticket,
    close_finished_tickets,
    close_ticket,
    keep_quote_facts,
    lower_severity,
    reopen_ticket,
)
from poshtyar.tickets.operations.drafts import DraftChanged, forget_draft, forget_drafts_of, purge_drafts, save_draft
from poshtyar.tickets.operations.messages import add_note, mark_read, reply_to_ticket
from poshtyar.tickets.operations.opening import better_promises, open_ticket
from poshtyar.tickets.operations.rating import rate_ticket

__all__ = [
    "DraftChanged",
    "TicketHasOpenWork",
    "add_note",
    "ask_for_advice",
    "assign_ticket",
    "better_promises",
    "close_finished_tickets",
    "close_ticket",
    "forget_draft",
    "forget_drafts_of",
    "keep_quote_facts",
    "lower_severity",
    "mark_read",
    "open_ticket",
    "purge_drafts",
    "rate_ticket",
    "reopen_ticket",
    "reply_to_ticket",
    "save_draft",
]
