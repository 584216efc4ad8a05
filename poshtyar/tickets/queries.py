"""Answers about tickets that join subjects: the thread, the promise as it is read, the clock of the queue."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext, ngettext

from poshtyar.accounts.models import Organization, User
from poshtyar.common.keyset import Page, first_rows, page_from, page_of
from poshtyar.common.localised import localised
from poshtyar.common.numbers import format_number
from poshtyar.common.prepared import LARGEST, Prepared, prepared
from poshtyar.common.words import listed
from poshtyar.entitlements.queries import rights_of
from poshtyar.events.queries import timeline_of
from poshtyar.files.models import StoredFile
from poshtyar.sla.calendars import Promise, explain, promise_first_answer
from poshtyar.sla.queries import terms_of
from poshtyar.tickets.models import CUSTOMER_ORDER, Draft, DraftPlace, Message, Standing, Ticket, TicketReading, Turn

MESSAGES_SHOWN = 50
TICKETS_A_PAGE = 25
GROUPS: dict[str, Callable[[], Any]] = {
    Standing.WAITING: Ticket.objects.waiting_for_customer,
    Standing.WITH_US: Ticket.objects.with_agency,
    Standing.FINISHED: Ticket.objects.finished,
    Standing.CLOSED: Ticket.objects.closed,
}

# The clock's colours: half of the time left, then little of it.
WARN_BELOW = 0.5
LATE_BELOW = 0.15
LATE_WITHIN = timedelta(minutes=20)


@prepared
def _ticket_of_member(ticket, user):
    return Ticket.objects.of_member(user).select_related("organization", "store", "assignee").filter(pk=ticket)


@prepared
def _place_of_ticket(ticket, user):
    return Ticket.objects.of_member(user).only("organization").filter(pk=ticket)


def ticket_seen_by(user: User, number: int) -> Ticket | None:
    """Return a ticket that this person may see, with what stands around its title; one query."""
    if user.is_staff_member:
        seen = Ticket.objects.visible_to(user).select_related("organization", "store", "assignee")
        return seen.filter(pk=number).first()
    return _ticket_of_member.first(ticket=number, user=user)


def ticket_to_answer(user: User, number: int) -> Ticket | None:
    """Return as much of a member's ticket as an operation asks for: which one it is, and whose."""
    return _place_of_ticket.first(ticket=number, user=user)


@cache
def _newest(group: str) -> Prepared[Ticket]:
    """Return the query of a list's first page, which is the one that people open."""

    @prepared
    def newest(organization, user):
        return first_rows(_rows_of(organization, user, group), CUSTOMER_ORDER, size=TICKETS_A_PAGE)

    return newest


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


@dataclass(frozen=True)
class ThreadItem:
    """One thing in a thread: `kind` is message, event or quote, and says which of the three is there."""

    kind: str
    at: datetime
    message: Message | None = None
    sentence: str = ""
    card: Any = None


@dataclass(frozen=True)
class Thread:
    """A page of a thread in the order of time; `older` is what to ask for the page before, if there is one."""

    items: tuple[ThreadItem, ...]
    older: int | None


@cache
def _messages(for_staff: bool, limit: int) -> Prepared[Message]:
    """Return the query of the last messages before one: all of them for staff, the replies for customers."""
    columns = ("ticket", "kind", "by_staff", "body", "written_at", "file_count", *User.name_columns("author"))
    readable = Message.objects.all() if for_staff else Message.objects.replies()

    @prepared
    def messages(ticket, before):
        older = readable.filter(ticket=ticket, pk__lt=before).select_related("author")
        return older.only(*columns).order_by("-pk")[:limit]

    return messages


def thread_of(
    ticket: Ticket,
    user: User,
    *,
    before: int | None = None,
    limit: int = MESSAGES_SHOWN,
    cards: Iterable[tuple[datetime, Any]] = (),
) -> Thread:
    """Return the last messages of a ticket that this person may see, before one of them if asked, with the timeline.

    `cards` are the quotes with their moments; they stand on the newest page only, because what waits for a decision
    must not hide behind a link. Two queries whatever the length; one more if there are files, and for an older page.
    """
    until = None
    if before is not None:
        readable = Message.objects.filter(ticket=ticket).readable_by(user)
        until = readable.filter(pk=before).values_list("written_at", flat=True).first()
    found = _messages(user.is_staff_member, limit + 1)(ticket=ticket, before=LARGEST if before is None else before)
    shown = found[:limit][::-1]
    if with_files := [message for message in shown if message.file_count]:
        prefetch_related_objects(with_files, "files")
    has_older = len(found) > limit

    since = shown[0].written_at if shown and has_older else None
    items = [ThreadItem("message", message.written_at, message=message) for message in shown]
    timeline = timeline_of(ticket, user, since=since, until=until)
    items += [ThreadItem("event", line.at, sentence=line.sentence) for line in timeline]
    if before is None:
        items += [ThreadItem("quote", at, card=card) for at, card in cards]
    return Thread(tuple(sorted(items, key=lambda item: item.at)), shown[0].pk if has_older else None)


@prepared
def _readings(ticket, user, since):
    return TicketReading.objects.filter(ticket=ticket, user=user, read_at__gte=since).values_list("pk")


def has_unread(ticket: Ticket, user: User) -> bool:
    """Whether somebody else wrote in the ticket after this person last looked."""
    if ticket.last_message_by_id == user.pk:
        return False
    return not _readings(ticket=ticket, user=user, since=ticket.last_message_at)


def promises_now(organization: Organization, now: datetime) -> tuple[str, str]:
    """Return what a general request and an emergency would be promised now, in words (B22)."""
    level = rights_of(organization, now).service_level
    terms = terms_of(level) if level else None
    general, emergency = (
        promise_first_answer(opened_at=now, terms=terms, emergency=urgent, presales=False) for urgent in (False, True)
    )
    return explain(general, now), explain(emergency, now)


def promise_in_words(ticket: Ticket, now: datetime) -> str:
    """Return the promise that the ticket was opened with, or a better one bought later, and its reason (B22)."""
    return explain(Promise.from_dict(ticket.promise), now)


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


def draft_of(
    user: User, place: DraftPlace, ticket: Ticket | None = None, organization: Organization | None = None
) -> Draft:
    """Return what the person has typed and not sent there; a draft of version 0 if there is none."""
    where = {"place": place, "ticket": ticket, "organization": organization}
    if ticket and not organization:
        found = _draft_on.first(user=user, place=place.value, ticket=ticket)
    else:
        found = Draft.objects.at(user, **where).first()
    return found or Draft(user=user, **where)


@prepared
def _draft_on(user, place, ticket):
    return Draft.objects.at(user, place, ticket)


def attachment_of(public_id: str, user: User) -> StoredFile | None:
    """Return a file if a message that this person may read carries it."""
    message = Message.objects.visible_to(user).filter(files__public_id=public_id).first()
    return message.files.get(public_id=public_id) if message else None
