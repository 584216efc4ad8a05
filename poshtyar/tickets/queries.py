"""Answers about tickets that join subjects: the thread, the promise as it is read, the clock of the queue."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import prefetch_related_objects
from django.utils.translation import gettext, ngettext

from poshtyar.accounts.models import Organization, User
from poshtyar.common.localised import localised
from poshtyar.common.numbers import format_number
from poshtyar.entitlements.queries import rights_of
from poshtyar.events.queries import timeline_of
from poshtyar.files.models import StoredFile
from poshtyar.sla.calendars import Promise, explain, promise_first_answer
from poshtyar.sla.queries import terms_of
from poshtyar.tickets.models import Draft, DraftPlace, Message, Ticket, Turn

MESSAGES_SHOWN = 50

# The clock's colours: half of the time left, then little of it.
WARN_BELOW = 0.5
LATE_BELOW = 0.15
LATE_WITHIN = timedelta(minutes=20)


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
    facts = ("ticket", "kind", "by_staff", "body", "written_at", "file_count")
    messages = Message.objects.filter(ticket=ticket).readable_by(user).select_related("author")
    messages = messages.only(*facts, *User.name_columns("author"))
    until = None
    if before is not None:
        until = messages.filter(pk=before).values_list("written_at", flat=True).first()
        messages = messages.filter(pk__lt=before)
    found = list(messages.order_by("-pk")[: limit + 1])
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


def has_unread(ticket: Ticket, user: User) -> bool:
    """Whether somebody else wrote in the ticket after this person last looked."""
    if ticket.last_message_by_id == user.pk:
        return False
    return not ticket.readings.filter(user=user, read_at__gte=ticket.last_message_at).exists()


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
    return gettext(", ").join(parts)


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
    return Draft.objects.at(user, **where).first() or Draft(user=user, **where)


def attachment_of(public_id: str, user: User) -> StoredFile | None:
    """Return a file if a message that this person may read carries it."""
    message = Message.objects.visible_to(user).filter(files__public_id=public_id).first()
    return message.files.get(public_id=public_id) if message else None
