"""Changes of the questions that are asked most."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext

from poshtyar.accounts.models import User
from poshtyar.common.editing import differences, made, refuse_stale, save_edited, unmade
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.common.numbers import format_number
from poshtyar.common.places import last_place, lock_all, put_in_place
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events
from poshtyar.knowledge.defaults import FAQ
from poshtyar.knowledge.limits import MOST_FAQ_ENTRIES
from poshtyar.knowledge.models import FaqEntry


class FaqFull(DomainError):
    """There are as many questions as the page can show."""

    code = "faq_full"


@dataclass(frozen=True)
class FaqFacts:
    """A question and its answer, as a manager writes them; answers are Markdown."""

    question_fa: str
    question_en: str
    answer_fa: str
    answer_en: str
    is_published: bool = True

    @property
    def fields(self) -> dict[str, Any]:
        """What stands in the entry's row."""
        return dict(vars(self))


@operation
def install_default_faq() -> None:
    """Write the questions that a new agency starts with, unless there are questions already.

    All or none: a manager who removed a default question does not want it back.
    """
    if FaqEntry.objects.exists():
        return
    FaqEntry.objects.bulk_create(
        FaqEntry(**entry._asdict(), position=position) for position, entry in enumerate(FAQ, start=1)
    )


@operation
def add_faq_entry(*, facts: FaqFacts, actor: User, now: datetime) -> FaqEntry:
    """Add a question, the last in order; adding the same one again returns the first.

    Raises NotAllowed, FaqFull. Records `knowledge.faq_entry_added`.
    """
    _lock_entries()
    _refuse_unless_manager(actor)
    if standing := FaqEntry.objects.filter(**facts.fields).first():
        return standing
    if FaqEntry.objects.count() >= MOST_FAQ_ENTRIES:
        raise FaqFull(gettext("There may be %(most)s questions.") % {"most": format_number(MOST_FAQ_ENTRIES)})

    entry = FaqEntry.objects.create(**facts.fields, position=last_place(FaqEntry.objects.all()))
    _record("knowledge.faq_entry_added", entry, made(facts.fields), actor, now)
    return entry


@operation
def change_faq_entry(*, entry: FaqEntry, facts: FaqFacts, version: int, actor: User, now: datetime) -> FaqEntry:
    """Change a question or its answer, or whether they are published; saying what stands already changes nothing.

    Raises NotAllowed, ChangedMeanwhile. Records `knowledge.faq_entry_changed`.
    """
    entry = FaqEntry.objects.select_for_update().get(pk=entry.pk)
    _refuse_unless_manager(actor)
    changes = differences(entry, facts.fields)
    if not changes:
        return entry

    save_edited(entry, facts.fields, version)
    _record("knowledge.faq_entry_changed", entry, changes, actor, now)
    return entry


@operation
def move_faq_entry(*, entry: FaqEntry, place: int, actor: User, now: datetime) -> None:
    """Put a question in a place of the page; where it stands already, nothing changes.

    Raises NotAllowed, NoSuchPlace. Records `knowledge.faq_entry_moved`.
    """
    _refuse_unless_manager(actor)
    earlier = put_in_place(entry, FaqEntry.objects.all(), place)
    if earlier != place:
        _record("knowledge.faq_entry_moved", entry, {"place": [earlier, place]}, actor, now)


@operation
def delete_faq_entry(*, entry: FaqEntry, version: int, actor: User, now: datetime) -> None:
    """Delete a question with its answer; the event keeps both.

    Raises NotAllowed, ChangedMeanwhile. Records `knowledge.faq_entry_deleted`.
    """
    entry = FaqEntry.objects.select_for_update().get(pk=entry.pk)
    _refuse_unless_manager(actor)
    refuse_stale(entry, version)

    _record("knowledge.faq_entry_deleted", entry, unmade(entry, FaqFacts.__dataclass_fields__), actor, now)
    entry.delete()


def _lock_entries() -> None:
    """Lock all questions, so that a form sent twice at once finds what it added."""
    lock_all(FaqEntry.objects.all())


def _refuse_unless_manager(actor: User) -> None:
    if not actor.is_manager:
        raise NotAllowed(gettext("Only a manager may change the questions."))


def _record(kind: str, entry: FaqEntry, changes: dict[str, list], actor: User, now: datetime) -> None:
    events.record(kind, actor=actor, now=now, entry_id=entry.pk, question=entry.question_en, changes=changes)
