"""assign_ticket …"""

import pytest
from django.utils.translation import override

from poshtyar.accounts.operations import deactivate_user
from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from poshtyar.events.queries import timeline_of
from poshtyar.tickets.operations import assign_ticket


def test_lets_an_agent_take_a_ticket(ticket, agnes, now):
    assert assign_ticket(ticket=ticket, assignee=agnes, actor=agnes, now=now).assignee == agnes

    event = Event.objects.get(kind="tickets.ticket_assigned")
    assert event.data == {"assignee_id": agnes.pk}


def test_lets_a_lead_hand_it_out(ticket, agnes, leo, now):
    assert assign_ticket(ticket=ticket, assignee=agnes, actor=leo, now=now).assignee == agnes


def test_records_nothing_when_it_is_theirs_already(ticket, agnes, now, kinds):
    assign_ticket(ticket=ticket, assignee=agnes, actor=agnes, now=now)
    assign_ticket(ticket=ticket, assignee=agnes, actor=agnes, now=now)

    assert kinds(ticket) == ["ticket_opened", "ticket_assigned"]


def test_refuses_an_agent_who_hands_out_and_customers(ticket, alice, charlie, agnes, leo, now):
    for actor, assignee in [(agnes, leo), (alice, agnes), (alice, alice), (charlie, charlie), (leo, alice)]:
        with pytest.raises(NotAllowed):
            assign_ticket(ticket=ticket, assignee=assignee, actor=actor, now=now)

    ticket.refresh_from_db()
    assert ticket.assignee is None


@pytest.mark.parametrize("lead_hands_it_out", [False, True])
def test_b32_keeps_the_fact_and_forgets_the_name_of_who_has_left(
    ticket, alice, agnes, leo, mina, now, lead_hands_it_out
):
    assign_ticket(ticket=ticket, assignee=agnes, actor=leo if lead_hands_it_out else agnes, now=now)

    with override("en"):
        before = timeline_of(ticket, alice)[-1].sentence
        deactivate_user(user=agnes, actor=mina, now=now)
        after = timeline_of(ticket, alice)[-1].sentence

    assert before == "\u2068Agnes\u2069 looks after this ticket"
    assert after == "\u2068Former user\u2069 looks after this ticket"


def test_refuses_somebody_who_has_left(ticket, agnes, leo, now):
    agnes.is_active = False
    agnes.save(update_fields=["is_active"])

    with pytest.raises(NotAllowed):
        assign_ticket(ticket=ticket, assignee=agnes, actor=leo, now=now)
