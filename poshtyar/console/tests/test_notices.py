"""The notices of staff …"""

import pytest
from django.urls import reverse
from django.utils import timezone

from poshtyar.events import operations as events
from poshtyar.notifications import operations as notifications
from poshtyar.notifications.models import Notice
from tests import factories

pytestmark = pytest.mark.django_db
NOTICES = reverse("console:notices")


@pytest.fixture
def stuck(organization, now):
    """Let a payment need a human, and tell people."""
    facts = {"order_id": 1, "coins": 300, "origin": "", "payment_id": 1, "note": ""}
    event = events.record("ordering.payment_needs_human", actor=None, now=now, organization=organization, **facts)

    def tell():
        notifications.tell_people(event=event, now=now)

    return tell


def test_shows_what_concerns_the_reader_and_marks_it_read(client, mina, stuck):
    stuck()
    client.force_login(mina)
    assert "بررسی لازم داره" in client.get(NOTICES).content.decode()

    notice = Notice.objects.get(user=mina)
    client.post(reverse("console:mark_notices_read", args=[notice.pk]))

    notice.refresh_from_db()
    assert notice.read_at is not None
    assert Notice.objects.unread().exclude(user=mina).exists()


def test_shows_an_agent_nothing_of_money_and_customers_nothing_at_all(client, agnes, alice, mina, stuck):
    stuck()
    client.force_login(agnes)
    assert "بررسی لازم داره" not in client.get(NOTICES).content.decode()

    client.force_login(alice)
    assert client.get(NOTICES).status_code == 404


def test_a_ticket_that_was_opened_waits_no_more_in_the_bell_of_whoever_opened_it(
    client, organization, alice, agnes, leo, django_assert_max_num_queries
):
    opened, other = (factories.make_ticket(organization, alice) for _ in range(2))
    client.force_login(agnes)
    page = reverse("console:ticket", args=[opened.pk])
    with django_assert_max_num_queries(12) as nothing_new:
        client.get(page)
    for ticket in (opened, other):
        event = events.record("tickets.ticket_reopened", actor=alice, now=timezone.now(), ticket=ticket)
        notifications.tell_people(event=event, now=timezone.now())

    with django_assert_max_num_queries(len(nothing_new) + 1):
        first = client.get(page).content.decode()

    assert all("۱ خوانده‌نشده" in seen for seen in (first, client.get(page).content.decode()))
    left = Notice.objects.unread().order_by("user", "pk")
    assert [(notice.user, notice.event.ticket) for notice in left] == [(agnes, other), (leo, opened), (leo, other)]


def test_asks_few_questions(client, mina, stuck, django_assert_max_num_queries):
    stuck()
    client.force_login(mina)

    with django_assert_max_num_queries(12):
        client.get(NOTICES)
