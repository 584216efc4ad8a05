"""Facts as people read them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import cache
from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth import get_user_model

from poshtyar.common.numbers import current_language, format_number, isolate_text
from poshtyar.common.prepared import Prepared, prepared
from poshtyar.common.words import freed_in_words, numbers_in_words
from poshtyar.events.kinds import KINDS, Audience
from poshtyar.events.models import Event

if TYPE_CHECKING:
    from poshtyar.accounts.models import User
    from poshtyar.tickets.models import Ticket

LINES = 200
ALWAYS, FOR_EVER = datetime(1, 1, 1, tzinfo=UTC), datetime(9999, 12, 31, tzinfo=UTC)


@dataclass(frozen=True)
class TimelineLine:
    """A fact in a timeline: its moment and its sentence in the reader's language."""

    at: datetime
    sentence: str


@cache
def _latest(kinds: tuple[str, ...], limit: int) -> Prepared[Event]:
    """Return the query of the last facts of these kinds in a span of time."""
    columns = ("kind", "happened_at", "data", *get_user_model().name_columns("actor"))

    @prepared
    def latest(ticket, since, until):
        told = Event.objects.of_ticket(ticket).filter(kind__in=kinds).select_related("actor").only(*columns)
        return told.filter(happened_at__gte=since, happened_at__lte=until).order_by("-id")[:limit]

    return latest


def timeline_of(
    ticket: "Ticket",
    user: "User",
    *,
    since: datetime | None = None,
    until: datetime | None = None,
    limit: int = LINES,
) -> list[TimelineLine]:
    """Return what happened on a ticket in a span of time, in order, as far as this person may read it.

    One query; one more where somebody made somebody else responsible.
    """
    latest = _latest(_kinds_for(user), limit)(ticket=ticket, since=since or ALWAYS, until=until or FOR_EVER)
    assignees = _assignees_of(latest)
    return [TimelineLine(event.happened_at, sentence_of(event, assignees)) for event in reversed(latest)]


def _assignees_of(facts: Iterable[Event]) -> dict[int, str]:
    """Return the names, as they are now, of those who became responsible: a fact is kept, a name may be forgotten."""
    named = {event.actor.pk: str(event.actor) for event in facts if event.actor}
    unknown = {event.data["assignee_id"] for event in facts if "assignee_id" in event.data} - named.keys()
    if not unknown:
        return named
    return named | {person.pk: str(person) for person in get_user_model().objects.filter(pk__in=unknown)}


def sentence_of(event: Event, assignees: Mapping[int, str] | None = None) -> str:
    """Return the fact's sentence in the reader's language, its numbers in the reader's digits, its names apart."""
    values = {"actor": actor_name(event), **event.data}
    if assignees and "assignee_id" in event.data:
        values["assignee"] = assignees[event.data["assignee_id"]]
    said = {name: _in_sentence(value) for name, value in values.items()}
    kind, freed = KINDS[event.kind], freed_in_words(event.data)
    sentence = kind.sentence if freed else kind.without_freed or kind.sentence
    return str(sentence) % (said | numbers_in_words(event.data) | {"freed": freed})


def _in_sentence(value) -> str:
    """Return a value as a sentence holds it: a Persian name must not turn an English sentence around."""
    return format_number(value) if type(value) is int else isolate_text(str(value))


def actor_name(event: Event) -> str:
    """Return who did it; what the clockwork did, the agency did."""
    return str(event.actor) if event.actor else settings.AGENCY_NAME[current_language()]


def _kinds_for(user: "User") -> tuple[str, ...]:
    audiences = {Audience.CUSTOMER, Audience.STAFF} if user.is_staff_member else {Audience.CUSTOMER}
    return tuple(name for name, kind in KINDS.items() if kind.audience in audiences and kind.is_told)
