"""ask_for_advice …"""

import pytest

from poshtyar.accounts.models import Organization
from poshtyar.events.models import Event
from poshtyar.tickets.models import Effect, Ticket
from poshtyar.tickets.operations import ask_for_advice
from poshtyar.tickets.operations.writing import TextMissing
from tests import factories

QUESTION = {"subject": "Which package?", "body": "We have two shops.", "nonce": "form-of-an-advice-1"}


@pytest.fixture
def nadia(db):
    """Nadia has just proven her number and belongs to nothing yet."""
    return factories.make_user("Nadia")


def test_b5_makes_the_organization_of_whoever_has_none(nadia, now):
    ticket = ask_for_advice(organization=None, name="Nadia's shop", **QUESTION, actor=nadia, now=now)

    assert ticket.organization == Organization.objects.get(name="Nadia's shop", memberships__user=nadia)
    assert (ticket.is_presales, ticket.effect, ticket.store) == (True, Effect.QUESTION, None)
    assert [event.kind for event in Event.objects.order_by("pk")] == [
        "accounts.organization_created",
        "tickets.ticket_opened",
    ]


def test_b5_asks_for_the_organization_that_is_there(organization, alice, now):
    ticket = ask_for_advice(organization=organization, **QUESTION, actor=alice, now=now)

    assert ticket.organization == organization
    assert Organization.objects.count() == 1


def test_returns_the_first_ticket_to_the_same_form(nadia, now):
    first = ask_for_advice(organization=None, name="Nadia's shop", **QUESTION, actor=nadia, now=now)

    again = ask_for_advice(organization=None, name="Nadia's shop", **QUESTION, actor=nadia, now=now)

    assert again == first
    assert (Organization.objects.count(), Ticket.objects.count()) == (1, 1)


def test_makes_no_organization_for_a_question_that_is_refused(nadia, now):
    with pytest.raises(TextMissing):
        ask_for_advice(organization=None, name="Nadia's shop", **QUESTION | {"body": " "}, actor=nadia, now=now)

    assert Organization.objects.count() == 0
    assert Event.objects.count() == 0
