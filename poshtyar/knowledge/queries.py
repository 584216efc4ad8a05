"""Reads of questions and answers."""

from django.db.models import QuerySet

from poshtyar.common.likeness import likest
from poshtyar.knowledge.limits import MOST_FAQ_ENTRIES
from poshtyar.knowledge.models import FaqEntry

# An answer says in its first lines what it is about, and this is asked at every pause of whoever types.
LOOKED_AT = 600


def published_entries() -> QuerySet[FaqEntry]:
    """Return the questions that everybody may read, in the manager's order."""
    return FaqEntry.objects.filter(is_published=True).order_by("position", "id")[:MOST_FAQ_ENTRIES]


def entries_like(text: str, *, most: int) -> list[FaqEntry]:
    """Return the published questions that are most like a text of either language; one query, none for no text."""
    if not text:
        return []
    entries = [*published_entries()]
    said = [
        (f"{one.question_fa} {one.question_en}", f"{one.answer_fa[:LOOKED_AT]} {one.answer_en[:LOOKED_AT]}")
        for one in entries
    ]
    return [entries[place] for place in likest(text, said, most=most)]
