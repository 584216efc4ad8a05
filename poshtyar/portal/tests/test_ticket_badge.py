"""The badge of a ticket: whose turn it is."""

import pytest
from django.template import Context, Engine
from django.utils import translation

from poshtyar.tickets.models import Ticket, TicketState, Turn

ENGINE = Engine(libraries={"tickets": "poshtyar.portal.templatetags.tickets"})


@pytest.mark.parametrize(
    "facts, kind, words",
    [
        ({"state": TicketState.CLOSED, "turn": Turn.CUSTOMER, "open_offers": 1}, "mute", "Closed"),
        ({"turn": Turn.NOBODY, "open_quotes": 0}, "ok", "Finished"),
        ({"turn": Turn.AGENCY, "open_offers": 1}, "info", "With us"),
        ({"turn": Turn.CUSTOMER, "open_offers": 1}, "coin", "Waiting for your decision"),
        ({"turn": Turn.CUSTOMER}, "warn", "Waiting for you"),
        # We asked something about work that is under way: nothing is to be decided.
        ({"turn": Turn.CUSTOMER, "open_quotes": 1, "coins_set_aside": 50}, "warn", "Waiting for you"),
    ],
)
def test_says_whose_turn_it_is(facts, kind, words):
    with translation.override("en"):
        drawn = ENGINE.from_string("{% load tickets %}{% ticket_badge ticket %}").render(
            Context({"ticket": Ticket(**facts)})
        )

    assert drawn.startswith(f'<span class="badge b-{kind}">')
    assert drawn.endswith(f"{words}</span>")
