"""rate_ticket …"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from poshtyar.common.errors import NotAllowed
from poshtyar.tickets.models import Ticket, Turn
from poshtyar.tickets.operations import rate_ticket, reply_to_ticket
from poshtyar.tickets.operations.rating import NotARating, NothingToRate, RatingIsFinal


@pytest.fixture
def answered(ticket, agnes, now):
    """The ticket after its first answer."""
    reply_to_ticket(ticket=ticket, body="Done.", files=[], nonce="a-reply-of-agnes", actor=agnes, now=now)
    return ticket


def test_keeps_the_rating_and_its_comment(answered, alice, now, kinds):
    rated = rate_ticket(ticket=answered, rating=5, comment=" Fast. ", actor=alice, now=now)

    assert (rated.rating, rated.rating_comment, rated.rated_at) == (5, "Fast.", now)
    assert kinds(answered) == ["ticket_opened", "ticket_replied", "ticket_rated"]


@pytest.mark.parametrize(
    ("rating", "turn"), [(1, Turn.CUSTOMER), (2, Turn.CUSTOMER), (3, Turn.NOBODY), (5, Turn.NOBODY)]
)
def test_finishes_a_ticket_whose_answer_was_found_good(rating, turn, answered, alice, now):
    rated = rate_ticket(ticket=answered, rating=rating, actor=alice, now=now)

    assert (rated.turn, rated.finished_at) == (turn, now if turn == Turn.NOBODY else None)


def test_finishes_nothing_that_waits_for_a_decision_or_for_us(answered, alice, agnes, now):
    Ticket.objects.update(open_quotes=1)
    assert rate_ticket(ticket=answered, rating=5, actor=alice, now=now).turn == Turn.CUSTOMER

    Ticket.objects.update(open_quotes=0, turn=Turn.AGENCY)
    assert rate_ticket(ticket=answered, rating=4, actor=alice, now=now).turn == Turn.AGENCY


def test_changes_it_within_fourteen_days(answered, alice, bob, now):
    rate_ticket(ticket=answered, rating=5, actor=alice, now=now)

    changed = rate_ticket(ticket=answered, rating=2, actor=bob, now=now + timedelta(days=14, seconds=-1))

    assert (changed.rating, changed.rated_at) == (2, now)


def test_is_final_after_fourteen_days(answered, alice, now):
    rate_ticket(ticket=answered, rating=5, actor=alice, now=now)

    with pytest.raises(RatingIsFinal):
        rate_ticket(ticket=answered, rating=2, actor=alice, now=now + timedelta(days=14))

    answered.refresh_from_db()
    assert answered.rating == 5


def test_records_the_same_rating_once(answered, alice, now, kinds):
    rate_ticket(ticket=answered, rating=4, actor=alice, now=now)
    rate_ticket(ticket=answered, rating=4, actor=alice, now=now)

    assert kinds(answered).count("ticket_rated") == 1


@pytest.mark.parametrize("rating", [-1, 0, 6, 2**63])
def test_refuses_what_is_not_one_to_five(answered, alice, now, rating):
    with pytest.raises(NotARating):
        rate_ticket(ticket=answered, rating=rating, actor=alice, now=now)


def test_refuses_a_ticket_without_an_answer(ticket, alice, now):
    with pytest.raises(NothingToRate):
        rate_ticket(ticket=ticket, rating=5, actor=alice, now=now)


def test_b32_refuses_staff_and_charlie(answered, agnes, mina, charlie, now):
    for person in (agnes, mina, charlie):
        with pytest.raises(NotAllowed):
            rate_ticket(ticket=answered, rating=5, actor=person, now=now)


def test_is_kept_between_one_and_five_by_the_database(answered, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.update(rating=6, rated_at=now)
