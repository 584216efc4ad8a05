"""The notices' page …"""

import html
import re
from datetime import timedelta
from unittest.mock import patch

import pytest
from django.db import OperationalError
from django.urls import reverse
from django.utils import timezone

from poshtyar.accounts.models import Membership
from poshtyar.events import operations as events
from poshtyar.notifications import operations as notifications
from poshtyar.notifications.models import Notice, NoticeQuerySet
from poshtyar.notifications.queries import bell_of_customer, unread_count
from tests import factories

pytestmark = pytest.mark.django_db
NOTICES = reverse("portal:notices")


def pay(organization, now, coins=300):
    """Let the bank confirm an order, and tell people."""
    facts = {"order_id": 1, "coins": coins, "origin": "", "payment_id": 1}
    event = events.record("ordering.order_paid", actor=None, now=now, organization=organization, **facts)
    notifications.tell_people(event=event, now=now)


def read(newest):
    return reverse("portal:mark_notices_read", args=[newest])


def test_shows_what_happened_in_the_readers_language(client, alice, organization, now):
    pay(organization, now)
    client.force_login(alice)

    persian = client.get(NOTICES).content.decode()
    alice.language = "en"
    alice.save(update_fields=["language"])
    english = client.get(NOTICES).content.decode()

    assert "پرداخت انجام شد و ۳۰۰ سکه توی کیفتونه." in persian
    assert "Paid. 300 coins added to your wallet." in english
    assert f'href="{reverse("portal:orders")}"' in english
    assert "1 unread" in english


def test_marks_as_read_only_what_was_shown(client, alice, organization, now):
    pay(organization, now)
    shown = Notice.objects.get()
    client.force_login(alice)
    page = client.get(NOTICES).content.decode()
    assert f'action="{read(shown.pk)}"' in page
    pay(organization, now + timedelta(minutes=1))

    response = client.post(read(shown.pk))

    assert response.url == NOTICES
    assert list(Notice.objects.unread()) == [Notice.objects.latest("pk")]
    assert unread_count(alice) == 1


def test_takes_only_post_to_mark_as_read(client, alice, organization, now):
    pay(organization, now)
    client.force_login(alice)

    assert client.get(read(Notice.objects.get().pk)).status_code == 405
    assert unread_count(alice) == 1


def test_shows_charlie_nothing_and_lets_him_mark_nothing(client, alice, charlie, organization, now):
    pay(organization, now)
    client.force_login(charlie)

    page = client.get(NOTICES).content.decode()
    client.post(read(2**70))

    assert "۳۰۰" not in page
    assert unread_count(alice) == 1


def test_shows_nothing_of_an_organization_that_the_reader_left(client, alice, organization, now):
    pay(organization, now)
    Membership.objects.filter(user=alice).delete()
    client.force_login(alice)

    assert "۳۰۰" not in client.get(NOTICES).content.decode()
    assert unread_count(alice) == 0


def test_asks_visitors_to_log_in_and_sends_staff_to_their_own(client, agnes):
    assert client.get(NOTICES).url == f"{reverse('portal:log_in')}?next={NOTICES}"
    client.force_login(agnes)
    assert client.get(NOTICES).url == reverse("console:notices")


def test_shows_twenty_five_a_page(client, alice, organization, now):
    for _ in range(26):
        pay(organization, now)
    client.force_login(alice)

    first = client.get(NOTICES).content.decode()
    assert first.count("۳۰۰ سکه") == 25

    older = html.unescape(re.search(r'href="(\?[^"]*after=[^"]+)"', first)[1])
    assert client.get(NOTICES + older).content.decode().count("۳۰۰ سکه") == 1


def test_asks_as_few_questions_for_three_notices_as_for_one(
    client, alice, organization, now, django_assert_max_num_queries
):
    client.force_login(alice)
    pay(organization, now)
    with django_assert_max_num_queries(12) as one:
        client.get(NOTICES)
    for _ in range(2):
        pay(organization, now)

    with django_assert_max_num_queries(12) as three:
        client.get(NOTICES)

    assert len(three) == len(one)


@pytest.mark.parametrize("count", [0, 2])
def test_the_bell_costs_a_page_one_statement(count, client, alice, organization, now, django_assert_max_num_queries):
    for _ in range(count):
        pay(organization, now)
    client.force_login(alice)

    with django_assert_max_num_queries(12) as asked:
        page = client.get(reverse("portal:stores")).content.decode()

    assert ("۲ خوانده‌نشده" in page) is bool(count)
    assert sum("notifications_notice" in query["sql"] for query in asked.captured_queries) == 1


def tell_of(ticket, agnes, now):
    """Let Agnes do something on a ticket, and tell people."""
    event = events.record("tickets.ticket_closed", actor=agnes, now=now, ticket=ticket)
    notifications.tell_people(event=event, now=now)


def test_a_ticket_that_was_opened_waits_in_the_bell_no_more(client, alice, bob, agnes, organization, now):
    opened, other = (factories.make_ticket(organization, alice) for _ in range(2))
    for ticket in (opened, other):
        tell_of(ticket, agnes, now)
    pay(organization, now)
    client.force_login(alice)

    first, again = (client.get(reverse("portal:ticket", args=[opened.pk])).content.decode() for _ in range(2))

    assert all("۲ خوانده‌نشده" in page for page in (first, again))
    left = Notice.objects.filter(user=alice).unread()
    assert [notice.event.ticket for notice in left.order_by("pk")] == [other, None]


def test_a_ticket_costs_one_statement_more_while_something_of_it_is_unread(
    client, alice, agnes, organization, now, django_assert_max_num_queries, django_assert_num_queries
):
    ticket = factories.make_ticket(organization, alice)
    client.force_login(alice)
    page = reverse("portal:ticket", args=[ticket.pk])
    client.get(page)
    with django_assert_max_num_queries(12) as nothing_new:
        client.get(page)
    tell_of(ticket, agnes, now)

    with django_assert_num_queries(len(nothing_new) + 1):
        client.get(page)


def test_a_ticket_is_shown_while_the_storage_takes_no_writes(client, alice, agnes, organization, now):
    ticket = factories.make_ticket(organization, alice)
    tell_of(ticket, agnes, now)
    client.force_login(alice)

    with patch.object(NoticeQuerySet, "update", side_effect=OperationalError("read-only")):
        answer = client.get(reverse("portal:ticket", args=[ticket.pk]))

    assert answer.status_code == 200
    assert "۱ خوانده‌نشده" in answer.content.decode()


def test_the_bell_costs_nothing_where_it_is_not_shown(client, alice, organization, django_assert_max_num_queries):
    ticket = factories.make_ticket(organization, alice)
    client.force_login(alice)

    with django_assert_max_num_queries(12) as asked:
        assert client.post(reverse("portal:close_ticket", args=[ticket.pk])).status_code == 302

    assert not [query for query in asked.captured_queries if "notifications_notice" in query["sql"]]


def test_a_persian_name_at_its_beginning_does_not_turn_an_english_notice_around(client, alice, organization, now):
    pay(organization, now)
    alice.language = "en"
    alice.save(update_fields=["language"])
    client.force_login(alice)

    page = client.get(NOTICES).content.decode()

    # The notice runs as the page does, and looks for no direction in its words.
    assert '<span class="l2 ours">' in page
    assert 'dir="auto"' not in page


def coins_in_header(page):
    [said] = re.findall(r'<a id="free-coins" class="coins" href="/wallet/">(.*?)</a>', page)
    return re.sub(r"<[^>]+>", "", said).strip()


@pytest.mark.parametrize(
    "name", ["notices", "tickets", "open_ticket", "orders", "stores", "settings", "wallet", "home", "faq"]
)
def test_the_header_says_the_free_coins_on_every_page_of_a_member(client, alice, bob, organization, now, name):
    alice.language = bob.language = "en"
    alice.save(update_fields=["language"])
    bob.save(update_fields=["language"])
    factories.make_package(organization, "essential", coins=300, now=timezone.now())
    factories.make_package(organization, "basic", coins=50, now=timezone.now() - timedelta(days=366))
    for person in (alice, bob):
        client.force_login(person)
        answer = client.get(reverse(f"portal:{name}"))
        assert coins_in_header(answer.content.decode()) == "300 coins"


def test_the_bell_and_the_free_coins_are_one_statement(alice, organization, now, django_assert_num_queries):
    pay(organization, now)
    factories.make_package(organization, "essential", coins=300, now=now)
    other = factories.make_organization(alice, "Without coins")

    with django_assert_num_queries(2):
        told = [bell_of_customer(alice, mine.public_id, now) for mine in (organization, other)]

    assert told == [(unread_count(alice), 300), (unread_count(alice), 0)]


def test_the_header_says_no_coins_of_those_that_expired(alice, organization, now):
    factories.make_package(organization, "essential", coins=300, now=now)

    assert bell_of_customer(alice, "", now + timedelta(days=367)) == (0, 0)


def test_the_header_of_whoever_has_no_organization_says_no_coins(client, db, now):
    client.force_login(factories.make_user("Dora"))

    page = client.get(reverse("portal:settings")).content.decode()

    assert 'class="coins"' not in page


def test_the_header_says_the_coins_of_the_first_organization_until_another_is_chosen(alice, organization, now):
    other = factories.make_organization(alice, "Another")
    factories.make_package(other, "essential", coins=70, now=now)

    assert [bell_of_customer(alice, chosen, now)[1] for chosen in ("", "of-a-stranger", other.public_id)] == [0, 0, 70]
