"""close_finished_tickets …"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from poshtyar.tickets.models import Ticket, TicketState, Turn
from poshtyar.tickets.operations import close_finished_tickets, rate_ticket, reply_to_ticket
from tests import factories

FREE_REPAIR, SECOND = timedelta(days=14), timedelta(seconds=1)


@pytest.fixture
def finished(ticket, alice, agnes, now):
    """A ticket whose answer Alice found good."""
    reply_to_ticket(ticket=ticket, body="Done.", files=[], nonce="a-reply-of-agnes", actor=agnes, now=now)
    return rate_ticket(ticket=ticket, rating=5, actor=alice, now=now)


def test_closes_what_was_finished_as_long_as_work_is_repaired_free(finished, now, kinds):
    assert finished.closes_at == now + FREE_REPAIR
    assert close_finished_tickets(now=now + FREE_REPAIR - SECOND) == 0
    assert close_finished_tickets(now=now + FREE_REPAIR) == 1
    assert close_finished_tickets(now=now + FREE_REPAIR) == 0

    finished.refresh_from_db()
    assert (finished.state, finished.closed_at, finished.closed_by) == (TicketState.CLOSED, now + FREE_REPAIR, None)
    assert kinds(finished)[-2:] == ["ticket_rated", "finished_ticket_closed"]


def test_leaves_what_somebody_waits_for(finished, organization, alice, agnes, now):
    asked = factories.make_ticket(organization, alice)
    reply_to_ticket(ticket=asked, body="Which one?", files=[], nonce="a-question-of-agnes", actor=agnes, now=now)
    factories.make_ticket(organization, alice)
    reply_to_ticket(ticket=finished, body="One thing.", files=[], nonce="a-reply-of-alice", actor=alice, now=now)

    assert close_finished_tickets(now=now + 2 * FREE_REPAIR) == 0
    assert Ticket.objects.closed().count() == 0


def test_begins_the_days_anew_when_it_is_finished_again(finished, alice, agnes, now):
    later = now + timedelta(days=10)
    reply_to_ticket(ticket=finished, body="One thing.", files=[], nonce="a-reply-of-alice", actor=alice, now=later)
    reply_to_ticket(ticket=finished, body="Done.", files=[], nonce="reply-of-agnes-2", actor=agnes, now=later)
    again = rate_ticket(ticket=finished, rating=4, actor=alice, now=later)

    assert again.closes_at == later + FREE_REPAIR
    assert close_finished_tickets(now=now + FREE_REPAIR) == 0


@pytest.mark.parametrize("lacks", [{"finished_at": None}, {"open_quotes": 1}, {"state": "closed"}])
def test_counts_on_what_the_database_holds_true_of_finished_tickets(lacks, finished, now):
    with pytest.raises(IntegrityError), transaction.atomic():
        Ticket.objects.filter(turn=Turn.NOBODY).update(**{"closed_at": now if "state" in lacks else None} | lacks)
