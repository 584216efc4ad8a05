"""When tickets learn to be finished (migration 0010), what waited for the customer alone …"""

from datetime import timedelta
from importlib import import_module

import pytest
from django.apps import apps

from poshtyar.events import operations as events
from poshtyar.tickets.models import Ticket, Turn
from poshtyar.tickets.operations import reply_to_ticket

MIGRATION = import_module("poshtyar.tickets.migrations.0010_what_has_ended_is_finished")
HOUR = timedelta(hours=1)


@pytest.fixture
def answered(ticket, agnes, now):
    """A ticket in which Agnes has had the last word."""
    reply_to_ticket(ticket=ticket, body="Done.", files=[], nonce="a-reply-of-agnes", actor=agnes, now=now)
    return ticket


def end_work(ticket, agnes, now, kind="quote_delivered"):
    facts = {"quote_id": 1, "title": "SEO", "used": 5, "released": 0, "reason": "", "obstacle": "host"}
    events.record(f"quotes.{kind}", actor=agnes, now=now, ticket=ticket, **facts)


def finished_at(ticket):
    """Migrate, and return since when it is nobody's turn, if it is."""
    MIGRATION.finish(apps, None)
    ticket.refresh_from_db()
    return ticket.finished_at if ticket.turn == Turn.NOBODY else None


@pytest.mark.parametrize("kind", ["quote_delivered", "work_impossible"])
def test_is_finished_where_its_work_has_ended(kind, answered, agnes, now):
    end_work(answered, agnes, now + HOUR, kind)

    first = finished_at(answered)

    assert first is not None
    assert finished_at(answered) == first


@pytest.mark.parametrize(("rating", "is_finished"), [(2, False), (3, True)])
def test_is_finished_where_its_answer_was_found_good(rating, is_finished, answered, now):
    Ticket.objects.update(rating=rating, rated_at=now + HOUR)

    assert (finished_at(answered) is not None) == is_finished


@pytest.mark.parametrize("waits", [{"open_quotes": 1}, {"turn": Turn.AGENCY}, {"hours": 2}], ids=str)
def test_is_left_where_somebody_waits(waits, answered, agnes, now):
    end_work(answered, agnes, now + HOUR)
    facts = dict(waits)
    Ticket.objects.update(last_message_at=now + facts.pop("hours", 0) * HOUR, **facts)

    assert finished_at(answered) is None


def test_is_left_where_nothing_has_ended(answered):
    assert finished_at(answered) is None
