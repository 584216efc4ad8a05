"""Customers' lists of tickets, a page at a time."""

from collections.abc import Callable
from functools import cache
from typing import Any

from poshtyar.accounts.models import Organization, User
from poshtyar.common.keyset import Page, first_rows, page_from, page_of
from poshtyar.common.prepared import Prepared, prepared
from poshtyar.tickets.models import Standing, Ticket, TicketState
from poshtyar.tickets.orders import CUSTOMER_ORDER

TICKETS_A_PAGE, MOST_OPEN = 25, 20
# What a row of the queue shows beside its ticket.
QUEUE_FACTS = ("organization", "service_level", "assignee", "last_message_by")
GROUPS: dict[str, Callable[[], Any]] = {
    Standing.WAITING: Ticket.objects.waiting_for_customer,
    Standing.WITH_US: Ticket.objects.with_agency,
    Standing.FINISHED: Ticket.objects.finished,
    Standing.CLOSED: Ticket.objects.closed,
}


@cache
def _newest(group: str) -> Prepared[Ticket]:
    """Return the query of a list's first page, which is the one that people open."""

    @prepared
    def newest(organization, user):
        return first_rows(_rows_of(organization, user, group), CUSTOMER_ORDER, size=TICKETS_A_PAGE)

    return newest


@prepared
def _open(organization):
    standing = ("subject", "state", "turn", "coins_set_aside", "last_message_at")
    rows = Ticket.objects.filter(organization=organization, state=TicketState.OPEN)
    rows = rows.only(*standing, "first_answered_at", "first_answer_due_at")
    return first_rows(rows, CUSTOMER_ORDER, size=MOST_OPEN)


def open_tickets(organization: Organization) -> tuple[list[Ticket], bool]:
    """Return the organization's open tickets, as much as the dashboard shows, and whether there are more; one query."""
    found = _open(organization=organization)
    return found[:MOST_OPEN], len(found) > MOST_OPEN


def tickets_page(
    organization: Organization, user: User, *, group: str, query: str = "", after: str = "", before: str = ""
) -> Page:
    """Return a page of the organization's tickets: all, those of a group, or those that say something; one query."""
    if not (query or after or before):
        return page_from(_newest(group)(organization=organization, user=user), CUSTOMER_ORDER, size=TICKETS_A_PAGE)
    rows = _rows_of(organization, user, group)
    if query:
        rows = rows.matching(query)
    return page_of(rows, CUSTOMER_ORDER, size=TICKETS_A_PAGE, after=after, before=before)


def _rows_of(organization: Any, user: Any, group: str) -> Any:
    rows = GROUPS[group]() if group else Ticket.objects.all()
    return rows.filter(organization=organization).with_row_facts(user)
