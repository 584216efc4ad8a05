"""keep_quote_facts …"""

from poshtyar.tickets.models import Turn
from poshtyar.tickets.operations import keep_quote_facts
from tests import factories


def keep(ticket, now, turn, open_quotes=1, **counts):
    facts = {"open_quotes": open_quotes, "open_offers": 0, "coins_set_aside": 0, "quotes_made": 1} | counts
    return keep_quote_facts(ticket=ticket, turn=turn, now=now, **facts)


def test_keeps_the_counts_and_the_turn(ticket, now):
    keep(ticket, now, Turn.AGENCY, open_quotes=2, open_offers=1, coins_set_aside=50)

    ticket.refresh_from_db()
    assert (ticket.open_quotes, ticket.open_offers, ticket.coins_set_aside, ticket.quotes_made) == (2, 1, 50, 1)
    assert (ticket.turn, ticket.first_answered_at) == (Turn.AGENCY, None)


def test_keeps_the_moment_at_which_it_became_nobodys_turn(ticket, now):
    later = now + factories.minutes(5)
    keep(ticket, now, Turn.NOBODY, open_quotes=0)
    keep(ticket, later, Turn.NOBODY, open_quotes=0)
    assert ticket.finished_at == now

    keep(ticket, later, Turn.AGENCY)
    keep(ticket, later, Turn.NOBODY, open_quotes=0)
    assert ticket.finished_at == later


def test_counts_a_quote_that_waits_for_the_customer_as_the_first_answer(organization, alice, now):
    factories.make_package(organization, "basic")
    ticket = factories.make_ticket(organization, alice)

    keep(ticket, now, Turn.CUSTOMER)

    ticket.refresh_from_db()
    assert (ticket.turn, ticket.first_answered_at, ticket.due_at) == (Turn.CUSTOMER, now, None)
