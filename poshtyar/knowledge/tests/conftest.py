"""The default questions, and what happened to them."""

import pytest

from poshtyar.events.models import Event
from poshtyar.knowledge.models import FaqEntry
from poshtyar.knowledge.operations import FaqFacts, install_default_faq


@pytest.fixture
def monthly(db):
    """The first of the eight questions: are the packages monthly?"""
    install_default_faq()
    return FaqEntry.objects.get(position=1)


@pytest.fixture
def facts():
    """A question that no agency starts with."""
    return FaqFacts("حضوری هم می‌آید؟", "Do you come by?", "نه.", "No.")


@pytest.fixture
def changes():
    """Give what the events of questions say, in order: the kind, and what changed."""

    def changes():
        events = Event.objects.filter(kind__startswith="knowledge.").order_by("pk")
        return [(event.kind.removeprefix("knowledge."), event.data["changes"]) for event in events]

    return changes
