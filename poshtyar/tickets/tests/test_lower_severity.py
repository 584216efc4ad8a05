"""lower_severity …"""

import pytest

from poshtyar.common.errors import NotAllowed, ReasonMissing
from poshtyar.events.kinds import KINDS, Audience
from poshtyar.events.models import Event
from poshtyar.tickets.models import Effect, Severity
from poshtyar.tickets.operations import close_ticket, lower_severity
from poshtyar.tickets.operations.course import NotLower, TicketClosed
from tests import factories


@pytest.fixture
def emergency(organization, alice):
    """An emergency with a promise."""
    factories.make_package(organization, "basic")
    return factories.make_ticket(organization, alice, effect=Effect.SHOP_DOWN)


def lower(ticket, actor, now, severity=Severity.NORMAL, reason="The shop sells."):
    return lower_severity(ticket=ticket, severity=severity, reason=reason, actor=actor, now=now)


def test_b23_says_why_to_the_customer(emergency, agnes, now):
    assert lower(emergency, agnes, now).severity == Severity.NORMAL

    event = Event.objects.get(kind="tickets.severity_lowered")
    assert event.data == {"earlier": "emergency", "severity": "normal", "reason": "The shop sells."}
    assert KINDS[event.kind].audience is Audience.CUSTOMER
    assert "The shop sells." in str(KINDS[event.kind].sentence) % {"actor": agnes, **event.data}


def test_keeps_the_promise_that_was_given(emergency, agnes, now):
    lowered = lower(emergency, agnes, now)

    assert (lowered.first_answer_due_at, lowered.due_at) == (emergency.first_answer_due_at,) * 2


@pytest.mark.parametrize("severity", [Severity.EMERGENCY, Severity.HIGH])
def test_refuses_to_raise_it(organization, alice, agnes, now, severity):
    ticket = factories.make_ticket(organization, alice, effect=Effect.PART_BROKEN)

    with pytest.raises(NotLower):
        lower(ticket, agnes, now, severity=severity)


def test_refuses_to_do_it_without_a_reason(emergency, agnes, now):
    with pytest.raises(ReasonMissing):
        lower(emergency, agnes, now, reason="  ")


def test_refuses_a_second_time(emergency, agnes, now, kinds):
    lower(emergency, agnes, now)

    with pytest.raises(NotLower):
        lower(emergency, agnes, now)

    assert kinds(emergency) == ["ticket_opened", "severity_lowered"]


def test_refuses_a_closed_ticket(emergency, alice, agnes, now):
    close_ticket(ticket=emergency, actor=alice, now=now)

    with pytest.raises(TicketClosed):
        lower(emergency, agnes, now)


def test_refuses_customers(emergency, alice, charlie, now):
    for person in (alice, charlie):
        with pytest.raises(NotAllowed):
            lower(emergency, person, now)
