"""What was said and what happened on a ticket, in the order of time."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from django.db.models import Prefetch, prefetch_related_objects

from poshtyar.accounts.models import User
from poshtyar.common.prepared import LARGEST, Prepared, prepared
from poshtyar.events.queries import timeline_of
from poshtyar.files.models import StoredFile
from poshtyar.tickets.models import Message, Ticket
from poshtyar.vault.models import Secret

MESSAGES_SHOWN = 50


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
    columns = ("ticket", "kind", "by_staff", "body", "written_at", "file_count", "secret", *User.name_columns("author"))
    readable = Message.objects.readable(for_staff=for_staff)

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
    must not hide behind a link. Two queries whatever the length; one more if there are files, if there are log-in
    details, and for an older page.
    """
    until = None
    if before is not None:
        readable = Message.objects.filter(ticket=ticket).readable(for_staff=user.is_staff_member)
        until = readable.filter(pk=before).values_list("written_at", flat=True).first()
    found = _messages(user.is_staff_member, limit + 1)(ticket=ticket, before=LARGEST if before is None else before)
    shown = found[:limit][::-1]
    if with_files := [message for message in shown if message.file_count]:
        prefetch_related_objects(with_files, Prefetch("files", StoredFile.objects.in_order()))
    if with_secrets := [message for message in shown if message.secret_id]:
        prefetch_related_objects(with_secrets, Prefetch("secret", Secret.objects.without_text()))
    has_older = len(found) > limit

    since = shown[0].written_at if shown and has_older else None
    items = [ThreadItem("message", message.written_at, message=message) for message in shown]
    timeline = timeline_of(ticket, user, since=since, until=until)
    items += [ThreadItem("event", line.at, sentence=line.sentence) for line in timeline]
    if before is None:
        items += [ThreadItem("quote", at, card=card) for at, card in cards]
    return Thread(tuple(sorted(items, key=lambda item: item.at)), shown[0].pk if has_older else None)
