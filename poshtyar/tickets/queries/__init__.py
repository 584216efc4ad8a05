"""Answers about tickets, one module a noun."""

from poshtyar.tickets.queries.attachments import attachment_of
from poshtyar.tickets.queries.clocks import Clock, clock_of, clocks_of, roughly
from poshtyar.tickets.queries.drafts import draft_of
from poshtyar.tickets.queries.lists import GROUPS, QUEUE_FACTS, open_tickets, tickets_page
from poshtyar.tickets.queries.promises import promise_in_words, promises_now
from poshtyar.tickets.queries.threads import Thread, ThreadItem, thread_of
from poshtyar.tickets.queries.tickets import (
    has_unread,
    last_worker_on,
    ticket_seen_by,
    ticket_to_answer,
    with_last_worker,
)

__all__ = [
    "GROUPS",
    "QUEUE_FACTS",
    "Clock",
    "Thread",
    "ThreadItem",
    "attachment_of",
    "clock_of",
    "clocks_of",
    "draft_of",
    "has_unread",
    "last_worker_on",
    "open_tickets",
    "promise_in_words",
    "promises_now",
    "roughly",
    "thread_of",
    "ticket_seen_by",
    "ticket_to_answer",
    "tickets_page",
    "with_last_worker",
]
