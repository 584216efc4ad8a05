"""Pages of tickets by keyset.page_of …"""

import base64
import json
from datetime import timedelta

import pytest

from poshtyar.common.keyset import page_of
from poshtyar.tickets.models import Ticket, TicketState
from poshtyar.tickets.orders import CUSTOMER_ORDER, LATEST_WORD_ORDER, QUEUE_ORDER
from tests import factories

pytestmark = pytest.mark.django_db
ORDERS = [QUEUE_ORDER, CUSTOMER_ORDER]


@pytest.fixture
def tickets(organization, alice, now):
    """Twelve tickets with every tie that an order has to break, and some without a due moment."""
    made = [factories.make_ticket(organization, alice, now=now) for _ in range(12)]
    for n, ticket in enumerate(made):
        Ticket.objects.filter(pk=ticket.pk).update(
            has_package=n % 2,
            due_at=None if n % 3 == 0 else now + timedelta(hours=n % 3),
            package_rank=n % 2,
            turn="agency" if n % 4 else "customer",
            last_message_at=now + timedelta(minutes=n % 3),
        )
    Ticket.objects.filter(pk=made[5].pk).update(state=TicketState.CLOSED, closed_at=now)
    return Ticket.objects.all()


def numbers(rows):
    return [row.pk for row in rows]


def walk(rows, order, size):
    """Return every page forwards, then every page backwards from the last, in the order of the list."""
    pages = [page_of(rows, order, size=size)]
    while pages[-1].after:
        pages.append(page_of(rows, order, size=size, after=pages[-1].after))
    back = [pages[-1]]
    while back[0].before:
        back.insert(0, page_of(rows, order, size=size, before=back[0].before))
    return [[number for page in way for number in numbers(page.rows)] for way in (pages, back)]


@pytest.mark.parametrize("size", [1, 5, 12])
@pytest.mark.parametrize("order", ORDERS, ids=["queue", "customer"])
def test_shows_every_row_once_in_order_forwards_and_backwards(order, size, tickets):
    whole = numbers(page_of(tickets, order, size=100).rows)

    assert sorted(whole) == sorted(numbers(tickets))
    assert walk(tickets, order, size) == [whole, whole]


def test_loses_and_repeats_nothing_when_a_row_comes_in_before(tickets, organization, alice, now):
    first = page_of(tickets, CUSTOMER_ORDER, size=5)
    rest = numbers(page_of(tickets, CUSTOMER_ORDER, size=100, after=first.after).rows)

    newest = factories.make_ticket(organization, alice, now=now + timedelta(days=1))
    Ticket.objects.filter(pk=newest.pk).update(turn="customer")

    assert numbers(page_of(tickets, CUSTOMER_ORDER, size=100, after=first.after).rows) == rest


@pytest.mark.parametrize(
    "mark",
    # The last one is a list in a list, many thousand times.
    ["x", "e30", "WzEsMl0", "Ww", "bnVsbA", "٣", "W251bGwsbnVsbCxudWxsLG51bGxd", "a" * 5000, "W1tb" * 7000],
)
def test_takes_a_mark_that_means_nothing_as_none(mark, tickets):
    assert numbers(page_of(tickets, CUSTOMER_ORDER, size=3, after=mark).rows) == numbers(
        page_of(tickets, CUSTOMER_ORDER, size=3).rows
    )


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00", "0001-01-01T00:00:00"])
@pytest.mark.parametrize("way", ["after", "before"])
def test_takes_a_moment_that_no_clock_here_shows_as_none(moment, way, tickets):
    mark = base64.urlsafe_b64encode(json.dumps([moment, 1]).encode()).decode()

    found = numbers(page_of(tickets, LATEST_WORD_ORDER, size=3, **{way: mark}).rows)

    assert found == numbers(page_of(tickets, LATEST_WORD_ORDER, size=3).rows)
