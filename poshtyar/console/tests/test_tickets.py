"""The staff's ticket pages …"""

import re
from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from poshtyar.accounts.operations import deactivate_user
from poshtyar.tickets.models import Effect, Message, MessageKind, Severity, Ticket
from poshtyar.tickets.operations import assign_ticket, close_ticket, reply_to_ticket
from poshtyar.ui.templatetags.ui import web_address
from tests import factories
from tests.pages import text_of

QUEUE = reverse("console:queue")
DOORS = [
    "reply_to_ticket",
    "add_note",
    "take_ticket",
    "assign_ticket",
    "lower_severity",
    "close_ticket",
    "reopen_ticket",
]


@pytest.fixture
def ticket(organization, alice):
    """A question of Alice's."""
    return factories.make_ticket(organization, alice, now=timezone.now())


def address(name, ticket):
    return reverse(f"console:{name}", args=[ticket.pk])


def shown(client, **query):
    """Return the subjects of the list in their order."""
    page = text_of(client.get(QUEUE, query))
    return [part.split("</span>")[0] for part in page.split('<span class="l2">')[1:]]


def test_b24_queue_shows_package_holders_first_and_says_why(client, organization, alice, charlie, agnes):
    now = timezone.now()
    factories.make_ticket(charlie.memberships.get().organization, charlie, "old", now=now - timedelta(days=5))
    factories.make_package(organization, "professional", now=now)
    factories.make_ticket(organization, alice, "general", now=now)
    factories.make_ticket(organization, alice, "emergency", effect=Effect.SHOP_DOWN, now=now)
    client.force_login(agnes)

    page = text_of(client.get(QUEUE))

    assert shown(client) == ["emergency", "general", "old"]
    assert 'title="حرفه‌ای، فوری، ' in page
    assert 'title="بدون بسته، معمولی، ' in page


def test_queue_has_its_lists(client, organization, alice, agnes, leo):
    now = timezone.now()
    mine, _free, waiting, closed = (
        factories.make_ticket(organization, alice, name, now=now + timedelta(seconds=n))
        for n, name in enumerate(["mine", "free", "waiting", "closed"])
    )
    Ticket.objects.filter(pk=mine.pk).update(assignee=agnes)
    reply_to_ticket(ticket=waiting, body="?", files=[], nonce="answer-of-leo-0001", actor=leo, now=now)
    close_ticket(ticket=closed, actor=alice, now=now)
    client.force_login(agnes)

    assert shown(client) == ["mine", "free"]
    assert shown(client, show="mine") == ["mine"]
    assert shown(client, show="unassigned") == ["free"]
    assert shown(client, show="waiting") == ["waiting"]
    assert shown(client, show="open") == ["mine", "free", "waiting"]
    assert shown(client, show="closed") == ["closed"]
    assert shown(client, q="fre") == ["free"]
    assert shown(client, q=f"#{mine.pk}") == ["mine"]
    assert shown(client, show="nonsense") == ["mine", "free"]


def test_nobody_looks_after_what_a_former_agent_had(client, organization, alice, agnes, leo, mina):
    ticket = factories.make_ticket(organization, alice, "left behind")
    assign_ticket(ticket=ticket, assignee=agnes, actor=agnes, now=timezone.now())
    client.force_login(leo)
    before = shown(client, show="unassigned")

    deactivate_user(user=agnes, actor=mina, now=timezone.now())

    assert (before, shown(client, show="unassigned")) == ([], ["left behind"])
    for address in (f"{reverse('console:queue')}?show=unassigned", reverse("console:ticket", args=[ticket.pk])):
        assert "Former user" not in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ({}, "Nobody waits for our answer."),
        ({"show": "mine"}, "You look after nothing that waits for an answer."),
        ({"show": "unassigned"}, "Everything that waits for an answer has somebody who looks after it."),
        ({"show": "waiting"}, "No customer is awaited."),
        ({"show": "open"}, "No ticket is open."),
        ({"show": "closed"}, "No ticket is closed yet."),
        ({"show": "closed", "q": "theme"}, "No ticket of this list fits what you look for."),
    ],
)
def test_an_empty_queue_says_what_is_not_there(query, said, client, agnes):
    agnes.language = "en"
    agnes.save(update_fields=["language"])
    client.force_login(agnes)

    page = text_of(client.get(QUEUE, query))

    assert f'<li class="empty"> <p>{said}</p>' in re.sub(r"\s+", " ", page)


def test_queue_is_paged(client, organization, alice, agnes):
    for n in range(51):
        factories.make_ticket(organization, alice, f"ticket {n}")
    client.force_login(agnes)

    after = re.search(r"after=([\w-]+)", client.get(QUEUE).content.decode())[1]
    second = client.get(QUEUE, {"after": after}).content.decode()
    before = re.search(r"before=([\w-]+)", second)[1]

    assert [len(shown(client)), len(shown(client, after=after)), len(shown(client, before=before))] == [50, 1, 50]
    assert shown(client, before=before) == shown(client)


def test_queue_asks_as_much_for_three_as_for_one(
    client, organization, alice, agnes, django_assert_max_num_queries, django_assert_num_queries
):
    factories.make_package(organization, "basic")
    factories.make_ticket(organization, alice)
    client.force_login(agnes)
    with django_assert_max_num_queries(12) as one:
        client.get(QUEUE)
    factories.make_ticket(organization, alice)
    factories.make_ticket(organization, alice)

    with django_assert_num_queries(len(one)):
        client.get(QUEUE)


def test_ticket_shows_the_customer_their_coins_and_packages(
    client, organization, store, alice, agnes, django_assert_max_num_queries
):
    factories.make_package(organization, "essential", now=timezone.now())
    ticket = factories.make_ticket(organization, alice, store=store, now=timezone.now())
    client.force_login(agnes)

    with django_assert_max_num_queries(12):
        page = text_of(client.get(address("ticket", ticket)))

    assert "۳۰۰ سکه" in page
    assert "ضروری" in page
    assert web_address(store.url) in page


def test_ticket_shows_the_last_day_of_a_package_and_not_the_day_after(client, organization, ticket, agnes):
    # Midnight between 19 and 20 Esfand 1468 in Tehran.
    end = datetime(2090, 3, 9, 20, 30, tzinfo=UTC)
    factories.make_package(organization, "essential", now=timezone.now(), expires_at=end)
    client.force_login(agnes)

    page = text_of(client.get(address("ticket", ticket)))

    assert "۱۹ اسفند ۱۴۶۸" in page
    assert "۲۰ اسفند ۱۴۶۸" not in page


def test_ticket_asks_as_much_for_three_messages_as_for_one(
    client, ticket, agnes, django_assert_max_num_queries, django_assert_num_queries
):
    client.force_login(agnes)
    with django_assert_max_num_queries(12) as one:
        client.get(address("ticket", ticket))
    for n in range(2):
        reply_to_ticket(
            ticket=ticket, body="?", files=[], nonce=f"an-answer-of-agnes-{n}", actor=agnes, now=timezone.now()
        )

    with django_assert_num_queries(len(one)):
        client.get(address("ticket", ticket))


@pytest.mark.parametrize("name", ["reply_to_ticket", "add_note"])
def test_ticket_says_who_worked_on_it_while_nobody_looks_after_it(name, client, ticket, agnes, leo):
    agnes.language = leo.language = "en"
    agnes.save()
    leo.save()
    client.force_login(leo)
    assert "last worked on" not in text_of(client.get(address("ticket", ticket)))

    client.force_login(agnes)
    client.post(address(name, ticket), {"body": "I am on it.", "nonce": "a-message-of-agnes-1"})
    page = text_of(client.get(address("ticket", ticket)))
    assert "nobody yet" in page
    assert "last worked on by Agnes" in page

    client.force_login(leo)
    client.post(address("take_ticket", ticket))
    assert "last worked on" not in text_of(client.get(address("ticket", ticket)))


def test_queue_parts_the_coins_from_the_name(client, organization, ticket, agnes):
    agnes.language = "en"
    agnes.save()
    client.force_login(agnes)
    Ticket.objects.update(coins_set_aside=12)

    row = text_of(client.get(QUEUE)).partition('class="l3"')[2]

    assert "set aside · unassigned" in row


def test_reply_answers_the_customer_once(client, ticket, agnes):
    client.force_login(agnes)
    form = {"body": "سلام", "nonce": "a-reply-of-agnes-1"}

    first, second = (client.post(address("reply_to_ticket", ticket), form) for _ in range(2))

    message = ticket.messages.get(author=agnes)
    assert first.url == second.url == f"{address('ticket', ticket)}#message-{message.pk}"
    assert (message.kind, message.by_staff) == (MessageKind.REPLY, True)


def test_note_is_marked_and_its_dock_is_tinted(client, ticket, agnes):
    client.force_login(agnes)

    assert 'class="dock is-note"' in text_of(client.get(address("ticket", ticket), {"tab": "note"}))
    client.post(address("add_note", ticket), {"body": "THE-NOTE", "nonce": "a-note-of-agnes-1"})

    page = text_of(client.get(address("ticket", ticket)))
    assert Message.objects.get(author=agnes).kind == MessageKind.NOTE
    assert "THE-NOTE" in page
    assert 'class="card msg note"' in page
    assert 'class="dock"' in page


@pytest.mark.parametrize("name", ["reply_to_ticket", "add_note"])
def test_refused_text_is_kept_in_its_own_tab(client, ticket, agnes, name):
    client.force_login(agnes)

    response = client.post(address(name, ticket), {"body": "متن " * 30_000, "nonce": "a-text-of-agnes-1"})

    page = text_of(response)
    assert response.status_code == 422
    assert ('class="dock is-note"' in page) == (name == "add_note")
    assert "متن متن" in page
    assert ticket.messages.count() == 1


def test_take_and_assign(client, ticket, agnes, leo):
    client.force_login(agnes)
    client.post(address("take_ticket", ticket))
    ticket.refresh_from_db()
    assert ticket.assignee == agnes
    assert client.post(address("assign_ticket", ticket), {"assignee": agnes.public_id}).status_code == 404

    client.force_login(leo)
    client.post(address("assign_ticket", ticket), {"assignee": leo.public_id})

    ticket.refresh_from_db()
    assert ticket.assignee == leo


def test_assign_offers_staff_alone(client, ticket, alice, leo):
    client.force_login(leo)

    assert client.post(address("assign_ticket", ticket), {"assignee": alice.public_id}).status_code == 422


def test_b23_lower_the_severity_with_a_reason(client, organization, alice, agnes):
    ticket = factories.make_ticket(organization, alice, effect=Effect.SHOP_DOWN)
    client.force_login(agnes)

    without = client.post(address("lower_severity", ticket), {"severity": "normal", "reason": " "})
    client.post(address("lower_severity", ticket), {"severity": "high", "reason": "فروشگاه باز می‌شه"})

    ticket.refresh_from_db()
    assert without.status_code == 422
    assert ticket.severity == Severity.HIGH


def test_b32_close_is_refused_while_work_is_open(client, ticket, agnes):
    Ticket.objects.update(open_quotes=1)
    client.force_login(agnes)

    assert client.post(address("close_ticket", ticket)).status_code == 409
    ticket.refresh_from_db()
    assert ticket.is_open


def test_close_and_reopen(client, ticket, agnes):
    client.force_login(agnes)

    client.post(address("close_ticket", ticket))
    assert Ticket.objects.closed().exists()
    client.post(address("reopen_ticket", ticket))

    ticket.refresh_from_db()
    assert ticket.is_open


@pytest.mark.parametrize("name", DOORS)
def test_doors_are_for_staff_alone(client, ticket, alice, charlie, name):
    for person in (alice, charlie):
        client.force_login(person)
        assert client.post(address(name, ticket)).status_code == 404

    assert ticket.messages.count() == 1


def test_pages_are_for_staff_alone(client, ticket, alice):
    client.force_login(alice)

    assert [client.get(page).status_code for page in (QUEUE, address("ticket", ticket))] == [404, 404]


@pytest.mark.parametrize("name", DOORS)
def test_change_nothing_by_get(client, ticket, leo, name):
    client.force_login(leo)

    assert client.get(address(name, ticket)).status_code == 405
