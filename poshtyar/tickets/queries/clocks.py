"""How a ticket of the queue stands with its promise."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.translation import gettext, ngettext

from poshtyar.common.localised import localised
from poshtyar.common.numbers import format_number
from poshtyar.common.words import listed
from poshtyar.tickets.models import Ticket, Turn
from poshtyar.tickets.queries.promises import promise_in_words

# The clock's colours: half of the time left, then little of it.
WARN_BELOW = 0.5
LATE_BELOW = 0.15
LATE_WITHIN = timedelta(minutes=20)


@dataclass(frozen=True)
class Clock:
    """How a ticket stands with its promise: the kind of its badge, its words, and why, for whoever hovers."""

    kind: str
    words: str
    why: str
    icon: str = ""
    is_past: bool = False


def clock_of(ticket: Ticket, now: datetime) -> Clock:
    """Return the badge of the queue (B24): time left by its share, overdue, paused, or none promised."""
    why = _why(ticket, now)
    if not ticket.is_open:
        return Clock("mute", gettext("Closed"), why)
    if ticket.turn == Turn.NOBODY:
        return Clock("mute", gettext("Finished"), why, "check")
    if ticket.turn == Turn.CUSTOMER:
        return Clock("info", gettext("Waiting for the customer, clock stopped"), why, "pause")
    if ticket.first_answered_at:
        return Clock("mute", gettext("Answered before"), why)
    if ticket.due_at is None:
        return Clock("mute", gettext("No promise"), why)
    left = ticket.due_at - now
    if left <= timedelta(0):
        return Clock("over", gettext("%(time)s overdue") % {"time": roughly(-left)}, why, "alarm-clock", is_past=True)
    words, share = gettext("%(time)s left") % {"time": roughly(left)}, left / (ticket.due_at - ticket.opened_at)
    if left <= LATE_WITHIN or share <= LATE_BELOW:
        return Clock("over", words, why, "clock")
    return Clock("warn" if share <= WARN_BELOW else "mute", words, why, "clock")


def clocks_of(tickets: Sequence[Ticket], now: datetime) -> list[tuple[Ticket, Clock]]:
    """Return each ticket with its clock."""
    return [(ticket, clock_of(ticket, now)) for ticket in tickets]


def _why(ticket: Ticket, now: datetime) -> str:
    """Return why the ticket stands where it does: its package, its severity, its promise."""
    level = ticket.service_level
    who = localised(level, "name") if ticket.has_package and level else gettext("No package")
    parts = [who, ticket.get_severity_display(), promise_in_words(ticket, now)]
    return listed(parts)


def roughly(length: timedelta) -> str:
    """Return a length of time in its largest fitting unit, rounded down, but never nothing."""
    minutes = max(1, int(length.total_seconds() // 60))
    if minutes < 60:
        return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": format_number(minutes)}
    hours = minutes // 60
    if hours < 48:
        return ngettext("%(n)s hour", "%(n)s hours", hours) % {"n": format_number(hours)}
    return ngettext("%(n)s day", "%(n)s days", hours // 24) % {"n": format_number(hours // 24)}
