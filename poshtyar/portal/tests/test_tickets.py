"""The customer's ticket pages …"""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poshtyar.common.jalali import format_date, local_date
from poshtyar.events.models import Event
from poshtyar.files.models import StoredFile
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.notifications.models import Notice
from poshtyar.outbox.models import OutgoingMessage
from poshtyar.tickets.models import Effect, Message, Ticket, TicketReading, Turn
from poshtyar.tickets.operations import (
    add_note,
    assign_ticket,
    close_ticket,
    lower_severity,
    rate_ticket,
    reply_to_ticket,
)
from tests import factories
from tests.pages import text_of

TICKETS, NEW = reverse("portal:tickets"), reverse("portal:open_ticket")


@pytest.fixture
def ticket(organization, alice):
    """A question of Alice's."""
    return factories.make_ticket(organization, alice, now=timezone.now())


@pytest.fixture
def answered(ticket, agnes):
    """The question after the answer of Agnes."""
    reply_to_ticket(
        ticket=ticket, body="Look **here**.", files=[], nonce="answer-of-agnes-1", actor=agnes, now=timezone.now()
    )
    ticket.refresh_from_db()
    return ticket


def address(name, ticket):
    return reverse(f"portal:{name}", args=[ticket.pk])


# ---- the list


def test_list_groups_by_whose_turn_it_is(client, organization, alice, agnes):
    now = timezone.now()
    made = [factories.make_ticket(organization, alice, f"تیکت {n}", now=now) for n in range(4)]
    waiting, _ours, finished, closed = made
    for ticket in (waiting, finished):
        reply_to_ticket(ticket=ticket, body="?", files=[], nonce=f"answer-on-{ticket.pk}", actor=agnes, now=now)
    rate_ticket(ticket=finished, rating=5, actor=alice, now=now)
    close_ticket(ticket=closed, actor=alice, now=now)
    groups = dict(zip(["waiting", "with-us", "finished", "closed"], made, strict=True))
    client.force_login(alice)

    page = text_of(client.get(TICKETS))

    assert re.findall('id="group-([a-z-]+)"', page) == list(groups)
    for group, ticket in groups.items():
        only = text_of(client.get(TICKETS, {"show": group}))
        assert [other.subject in only for other in made] == [other == ticket for other in made]


def test_says_when_a_finished_ticket_closes_by_itself(client, answered, alice):
    alice.language = "en"
    alice.save()
    client.force_login(alice)
    assert "closes by itself" not in text_of(client.get(address("ticket", answered)))

    client.post(address("rate_ticket", answered), {"rating": "5", "comment": ""})

    answered.refresh_from_db()
    page = re.sub(r"<[^>]+>", "", text_of(client.get(address("ticket", answered))))
    assert f"closes by itself on {format_date(local_date(answered.closes_at), 'en')}" in page


def test_list_marks_what_is_new_until_it_is_read(client, answered, alice):
    client.force_login(alice)
    assert 'class="unread"' in text_of(client.get(TICKETS))

    client.get(address("ticket", answered))

    assert 'class="unread"' not in text_of(client.get(TICKETS))


def test_list_finds_words_and_numbers(client, organization, alice):
    found = factories.make_ticket(organization, alice, "سايت كند شده")
    factories.make_ticket(organization, alice, "دیگری")
    client.force_login(alice)

    for query in ("سایت کند", f"#{found.pk}"):
        page = text_of(client.get(TICKETS, {"q": query}))
        assert ("سایت کند شده" in page, "دیگری" in page) == (True, False)


def test_list_is_paged(client, organization, alice):
    for n in range(26):
        factories.make_ticket(organization, alice, f"تیکت-{n:02}", now=factories.NOW + factories.minutes(n))
    client.force_login(alice)

    first = text_of(client.get(TICKETS))
    second = text_of(client.get(TICKETS, {"after": re.search(r"after=([\w-]+)", first)[1]}))

    assert (first.count('<span class="l2">'), second.count('<span class="l2">')) == (25, 1)
    assert "تیکت-00" in second


@pytest.mark.parametrize("asked", ["0", "-1", "x", "99999999999999999999", "۲"])
def test_list_survives_any_mark(client, ticket, alice, asked):
    client.force_login(alice)

    assert (
        client.get(TICKETS, {"after": asked}).status_code == client.get(TICKETS, {"before": asked}).status_code == 200
    )


@pytest.mark.parametrize("query", ["\x00", "%", "'", "\u200c", "ط" * 5000, "#", "۱" * 60])
def test_list_survives_any_words(client, ticket, alice, query):
    client.force_login(alice)

    assert client.get(TICKETS, {"q": query}).status_code == 200


def test_ticket_of_a_second_organization_opens_whichever_is_chosen(client, ticket, alice):
    second = factories.make_organization(alice, "Alice's second")
    other = factories.make_ticket(second, alice, now=timezone.now())
    client.force_login(alice)

    pages = [text_of(client.get(address("ticket", one))) for one in (ticket, other)]

    assert [address("close_ticket", one) in page for one, page in zip((ticket, other), pages, strict=True)] == [
        True
    ] * 2


def test_list_asks_as_much_for_three_as_for_one(
    client, organization, alice, agnes, django_assert_max_num_queries, django_assert_num_queries
):
    factories.make_ticket(organization, alice)
    client.force_login(alice)
    with django_assert_max_num_queries(12) as one:
        client.get(TICKETS)
    for n in range(2):
        ticket = factories.make_ticket(organization, alice)
        reply_to_ticket(
            ticket=ticket, body="?", files=[], nonce=f"an-answer-of-agnes-{n}", actor=agnes, now=factories.NOW
        )

    with django_assert_num_queries(len(one)):
        client.get(TICKETS)


def test_empty_list_says_what_to_do(client, organization, alice):
    client.force_login(alice)

    assert "هنوز تیکتی ندارید" in text_of(client.get(TICKETS))


# ---- the conversation


def test_ticket_shows_the_conversation_the_promise_and_that_it_is_free(client, answered, alice):
    client.force_login(alice)

    page = text_of(client.get(address("ticket", answered)))

    assert "<strong>here</strong>" in page
    assert f"#{answered.pk}" in page
    assert "پرسیدن و جواب گرفتن سکه کم نمی‌کنه" in page
    assert f'data-draft="{alice.pk}/reply/{answered.pk}"' in page


def test_b22_ticket_says_the_promise_and_why(client, organization, alice):
    factories.make_package(organization, "professional", now=timezone.now())
    ticket = factories.make_ticket(organization, alice, now=timezone.now())
    client.force_login(alice)

    page = text_of(client.get(address("ticket", ticket)))

    assert "اولین پاسخ رو" in page
    assert "۸ ساعت" in page


def test_b23_ticket_shows_why_the_severity_was_lowered(client, organization, alice, agnes):
    ticket = factories.make_ticket(organization, alice, effect=Effect.SHOP_DOWN)
    lower_severity(ticket=ticket, severity="normal", reason="فروشگاه باز می‌شه", actor=agnes, now=factories.NOW)
    client.force_login(alice)

    assert "فروشگاه باز می‌شه" in text_of(client.get(address("ticket", ticket)))


def test_note_is_never_visible_to_customers(client, organization, alice, bob, ticket, agnes):
    file = SimpleUploadedFile("secret-evidence.txt", b"x")
    staff = Client()
    staff.force_login(agnes)
    staff.post(
        reverse("console:add_note", args=[ticket.pk]),
        {"body": "THE-NOTE", "nonce": "a-note-of-agnes-1", "files": file},
    )
    stored = StoredFile.objects.get()

    for person in (alice, bob):
        client.force_login(person)
        for page in (client.get(address("ticket", ticket)), client.get(TICKETS)):
            assert "THE-NOTE" not in text_of(page)
            assert "secret-evidence" not in text_of(page)
            assert "یادداشت" not in text_of(page)
        assert client.get(reverse("portal:file", args=[stored.public_id])).status_code == 404
    ticket.refresh_from_db()
    assert ticket.last_message_by == alice
    assert not any("THE-NOTE" in str(event.data) for event in Event.objects.all())


def test_note_is_told_to_whoever_looks_after_the_ticket_and_never_to_customers(ticket, bob, agnes, leo):
    now = timezone.now()
    assign_ticket(ticket=ticket, assignee=leo, actor=leo, now=now)
    add_note(ticket=ticket, body="THE-NOTE", files=[], nonce="a-note-of-agnes-1", actor=agnes, now=now)

    run_due_jobs(now=now + timedelta(minutes=1))

    told = Notice.objects.filter(event__kind="tickets.note_added").values_list("user", flat=True)
    assert set(told) == {leo.pk}
    assert not OutgoingMessage.objects.filter(body__contains="THE-NOTE").exists()


def test_ticket_shows_the_last_fifty_messages_and_the_earlier_ones_by_a_link(client, ticket, alice):
    for n in range(60):
        reply_to_ticket(
            ticket=ticket,
            body=f"message-{n:02}.",
            files=[],
            nonce=f"one-of-many-replies-{n}",
            actor=alice,
            now=timezone.now() + timedelta(seconds=n),
        )
    client.force_login(alice)

    page = text_of(client.get(address("ticket", ticket)))
    older = re.search(r'href="(\?before=\d+)"', page)[1]
    earlier = text_of(client.get(address("ticket", ticket) + older))

    assert ("message-09." in page, "message-10." in page, "message-59." in page) == (False, True, True)
    assert ("message-09." in earlier, "message-10." in earlier, "Please look." in earlier) == (True, False, True)


def test_ticket_asks_as_much_for_three_messages_as_for_one(
    client, ticket, alice, django_assert_max_num_queries, django_assert_num_queries
):
    TicketReading.objects.create(ticket=ticket, user=alice, read_at=timezone.now() + timedelta(days=1))
    client.force_login(alice)
    with django_assert_max_num_queries(9) as one:
        client.get(address("ticket", ticket))
    for n in range(2):
        reply_to_ticket(
            ticket=ticket, body="More.", files=[], nonce=f"one-of-two-replies-{n}", actor=alice, now=timezone.now()
        )

    with django_assert_num_queries(len(one)):
        client.get(address("ticket", ticket))


def test_reply_is_sent_once_and_gives_the_turn_to_the_agency(client, answered, bob):
    client.force_login(bob)
    form = {"body": "ممنون", "nonce": "a-reply-of-bob-001"}

    first, second = (client.post(address("reply_to_ticket", answered), form) for _ in range(2))

    message = answered.messages.get(author=bob)
    assert first.url == second.url == f"{address('ticket', answered)}#message-{message.pk}"
    answered.refresh_from_db()
    assert answered.turn == Turn.AGENCY


def test_reply_asks_the_database_eleven_times(client, answered, bob, django_assert_num_queries):
    client.force_login(bob)

    # And two for the savepoint that a test's own transaction makes of the operation's.
    with django_assert_num_queries(11 + 2):
        client.post(address("reply_to_ticket", answered), {"body": "ممنون", "nonce": "a-reply-of-bob-001"})


def test_refused_reply_keeps_what_was_typed(client, ticket, alice):
    client.force_login(alice)

    empty = client.post(address("reply_to_ticket", ticket), {"body": " ", "nonce": "a-reply-of-alice-1"})
    long = client.post(address("reply_to_ticket", ticket), {"body": "ب" * 100_001, "nonce": "a-reply-of-alice-1"})

    assert (empty.status_code, long.status_code) == (422, 422)
    assert "ب" * 100_001 in text_of(long)
    assert ticket.messages.count() == 1


def test_close_and_reopen(client, ticket, alice):
    client.force_login(alice)

    client.post(address("close_ticket", ticket))
    ticket.refresh_from_db()
    assert not ticket.is_open
    assert address("reopen_ticket", ticket) in text_of(client.get(address("ticket", ticket)))
    client.post(address("reopen_ticket", ticket))

    ticket.refresh_from_db()
    assert ticket.is_open


def test_b32_close_is_refused_while_work_is_open(client, ticket, alice):
    Ticket.objects.update(open_quotes=1)
    client.force_login(alice)

    response = client.post(address("close_ticket", ticket))

    assert response.status_code == 409
    assert "۱ پیشنهاد قیمت باز" in text_of(response)


def test_close_is_not_for_bob_on_the_ticket_of_alice(client, ticket, bob):
    client.force_login(bob)

    assert address("close_ticket", ticket) not in text_of(client.get(address("ticket", ticket)))
    assert client.post(address("close_ticket", ticket)).status_code == 409
    ticket.refresh_from_db()
    assert ticket.is_open


def test_rate(client, answered, alice):
    client.force_login(alice)

    client.post(address("rate_ticket", answered), {"rating": "5", "comment": "عالی"})

    answered.refresh_from_db()
    assert (answered.rating, answered.rating_comment) == (5, "عالی")
    assert "۵ از ۵" in text_of(client.get(address("ticket", answered)))


@pytest.mark.parametrize("rating", ["", "0", "6", "۱e3"])
def test_rate_refuses_anything_else(client, answered, alice, rating):
    client.force_login(alice)

    response = client.post(address("rate_ticket", answered), {"rating": rating, "comment": "حرفم"})

    assert response.status_code == 422
    assert "حرفم" in text_of(response)


# ---- who may


@pytest.mark.parametrize("name", ["ticket", "reply_to_ticket", "close_ticket", "reopen_ticket", "rate_ticket"])
def test_answer_charlie_like_missing_ones(client, ticket, charlie, name):
    client.force_login(charlie)
    method = client.get if name == "ticket" else client.post

    foreign, missing = method(address(name, ticket)), method(reverse(f"portal:{name}", args=[ticket.pk + 1000]))

    assert (foreign.status_code, missing.status_code) == (404, 404)
    assert foreign.content == missing.content.replace(str(ticket.pk + 1000).encode(), str(ticket.pk).encode())


@pytest.mark.parametrize("name", ["reply_to_ticket", "close_ticket", "reopen_ticket", "rate_ticket"])
def test_change_nothing_by_get(client, ticket, alice, name):
    client.force_login(alice)

    assert client.get(address(name, ticket)).status_code == 405


def test_send_strangers_to_log_in(client, ticket):
    for page in (TICKETS, NEW, address("ticket", ticket)):
        assert client.get(page).url.startswith(reverse("portal:log_in"))


@pytest.mark.parametrize("number", ["9" * 18, "9" * 40])
def test_answer_numbers_that_no_column_holds_like_missing_ones(client, organization, alice, number):
    client.force_login(alice)

    assert client.get(f"/tickets/{number}/").status_code == 404


def test_speak_english_too(client, answered, alice):
    alice.language = "en"
    alice.save(update_fields=["language"])
    client.force_login(alice)

    page = text_of(client.get(address("ticket", answered)))

    assert "Asking and answering never costs coins." in page
    assert 'dir="ltr"' in page


def test_a_ticket_of_two_thousand_messages_opens_with_the_last_fifty(
    client, ticket, alice, django_assert_max_num_queries
):
    text = "سلام، این هم یک پیام با اندازهٔ معمولی است که چند کلمه بیشتر ندارد. " * 4
    Message.objects.bulk_create(
        Message(ticket=ticket, author=alice, body=text, nonce=f"one-of-very-many-{n:04}", written_at=factories.NOW)
        for n in range(2000)
    )
    client.force_login(alice)

    with django_assert_max_num_queries(12):
        page = client.get(address("ticket", ticket)).content

    assert page.count(b'id="message-') == 50
    assert len(page) <= 150 * 1024
