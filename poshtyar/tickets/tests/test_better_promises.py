"""better_promises …"""

from datetime import timedelta

from poshtyar.sla.calendars import Promise
from poshtyar.tickets.models import Effect
from poshtyar.tickets.operations import better_promises, close_ticket, reply_to_ticket
from tests import factories


def test_b7_gives_open_tickets_the_better_level(organization, alice, now, kinds):
    ticket = factories.make_ticket(organization, alice)
    factories.make_package(organization, "professional")

    better_promises(organization=organization, actor=alice, now=now)

    ticket.refresh_from_db()
    assert (ticket.service_level.code, ticket.has_package, ticket.package_rank) == ("professional", True, 3)
    assert ticket.first_answer_due_at == ticket.due_at == now + timedelta(hours=8)
    assert Promise.from_dict(ticket.promise).due_at == ticket.due_at
    assert kinds(ticket) == ["ticket_opened", "service_bettered"]


def test_b7_moves_a_due_moment_only_earlier(organization, alice, now):
    factories.make_package(organization, "essential")
    ticket = factories.make_ticket(organization, alice)
    nearly_due = ticket.due_at - timedelta(hours=1)
    factories.make_package(organization, "professional", now=nearly_due)

    better_promises(organization=organization, actor=alice, now=nearly_due)

    ticket.refresh_from_db()
    assert (ticket.package_rank, ticket.due_at) == (3, now + timedelta(hours=24))


def test_b7_never_worsens_a_ticket(organization, alice, now, kinds):
    factories.make_package(organization, "professional", expires_at=now + timedelta(hours=1))
    ticket = factories.make_ticket(organization, alice, effect=Effect.SHOP_DOWN)
    factories.make_package(organization, "essential")

    better_promises(organization=organization, actor=alice, now=now + timedelta(hours=2))

    ticket.refresh_from_db()
    assert (ticket.service_level.code, ticket.due_at) == ("professional", now + timedelta(hours=1))
    assert kinds(ticket) == ["ticket_opened"]


def test_leaves_closed_tickets_and_other_organizations_alone(organization, alice, charlie, now):
    closed = close_ticket(ticket=factories.make_ticket(organization, alice), actor=alice, now=now)
    foreign = factories.make_ticket(charlie.memberships.get().organization, charlie)
    factories.make_package(organization, "basic")

    assert better_promises(organization=organization, actor=alice, now=now) == []

    for ticket in (closed, foreign):
        ticket.refresh_from_db()
        assert ticket.has_package is False


def test_starts_no_clock_on_an_answered_ticket(organization, alice, agnes, now):
    ticket = factories.make_ticket(organization, alice)
    reply_to_ticket(ticket=ticket, body="Done.", files=[], nonce="a-reply-of-agnes", actor=agnes, now=now)
    factories.make_package(organization, "basic")

    better_promises(organization=organization, actor=alice, now=now)

    ticket.refresh_from_db()
    assert (ticket.has_package, ticket.due_at) == (True, None)


def test_changes_nothing_the_second_time(organization, alice, now, kinds):
    ticket = factories.make_ticket(organization, alice)
    factories.make_package(organization, "basic")

    better_promises(organization=organization, actor=alice, now=now)
    better_promises(organization=organization, actor=alice, now=now)

    assert kinds(ticket) == ["ticket_opened", "service_bettered"]
