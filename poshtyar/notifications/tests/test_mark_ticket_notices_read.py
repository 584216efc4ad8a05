"""mark_ticket_notices_read …"""

from datetime import timedelta

import pytest

from poshtyar.events.models import Event
from poshtyar.notifications.models import Notice
from poshtyar.notifications.operations import mark_ticket_notices_read
from tests import factories


@pytest.fixture
def ticket(organization, alice):
    """A question of Alice's."""
    return factories.make_ticket(organization, alice)


def tell(user, ticket, now):
    """Give a person a notice of a ticket, or of something else."""
    fact = Event.objects.create(kind="tickets.ticket_closed", ticket=ticket, happened_at=now)
    return Notice.objects.create(user=user, event=fact, created_at=now)


def read():
    return dict(Notice.objects.values_list("pk", "read_at"))


def test_marks_those_of_the_ticket_and_no_other(ticket, organization, alice, now):
    notices = [tell(alice, about, now) for about in (ticket, ticket, factories.make_ticket(organization, alice), None)]

    assert mark_ticket_notices_read(ticket=ticket, user=alice, now=now) == 2

    assert read() == dict(zip((notice.pk for notice in notices), (now, now, None, None), strict=True))


def test_marks_nobody_elses(ticket, alice, bob, now):
    hers, his = tell(alice, ticket, now), tell(bob, ticket, now)

    assert mark_ticket_notices_read(ticket=ticket, user=bob, now=now) == 1

    assert read() == {hers.pk: None, his.pk: now}


def test_keeps_the_first_moment_when_called_twice(ticket, alice, now):
    first = tell(alice, ticket, now)
    mark_ticket_notices_read(ticket=ticket, user=alice, now=now)
    later = tell(alice, ticket, now)

    assert mark_ticket_notices_read(ticket=ticket, user=alice, now=now + timedelta(hours=1)) == 1
    assert mark_ticket_notices_read(ticket=ticket, user=alice, now=now + timedelta(hours=2)) == 0

    assert read() == {first.pk: now, later.pk: now + timedelta(hours=1)}


def test_takes_one_statement(ticket, alice, now, django_assert_num_queries):
    tell(alice, ticket, now)

    with django_assert_num_queries(1):
        mark_ticket_notices_read(ticket=ticket, user=alice, now=now)
