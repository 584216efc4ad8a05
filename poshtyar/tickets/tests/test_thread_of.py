"""thread_of …"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from poshtyar.files.models import StoredFile
from poshtyar.files.operations import store_file
from poshtyar.tickets.operations import add_note, assign_ticket, reply_to_ticket
from poshtyar.tickets.queries import thread_of
from tests import factories


@pytest.fixture
def story(ticket, alice, agnes, now):
    """Four messages, a minute apart, with an assignment after the second and a note after the third."""
    for n, actor in enumerate([agnes, alice, agnes], start=1):
        moment = now + factories.minutes(10 * n)
        reply_to_ticket(
            ticket=ticket, body=f"reply {n}", files=[], nonce=f"a-reply-of-the-story-{n}", actor=actor, now=moment
        )
        if n == 1:
            assign_ticket(ticket=ticket, assignee=agnes, actor=agnes, now=moment + factories.minutes(1))
        if n == 2:
            add_note(
                ticket=ticket,
                body="a note",
                files=[],
                nonce="a-note-of-the-story-1",
                actor=agnes,
                now=moment + factories.minutes(1),
            )
    return ticket


def told(thread):
    return [item.message.body if item.kind == "message" else item.kind for item in thread.items]


def test_tells_the_customer_what_was_said_and_what_happened(story, alice):
    assert told(thread_of(story, alice)) == ["Please look.", "reply 1", "event", "reply 2", "reply 3"]


def test_tells_staff_the_notes_too(story, agnes):
    assert told(thread_of(story, agnes)) == ["Please look.", "reply 1", "event", "reply 2", "a note", "reply 3"]


def test_ends_with_the_last_messages_and_says_what_is_older(story, alice):
    newest = thread_of(story, alice, limit=2)
    oldest = thread_of(story, alice, limit=2, before=newest.older)

    assert told(newest) == ["reply 2", "reply 3"]
    assert told(oldest) == ["Please look.", "reply 1", "event"]
    assert (newest.older is None, oldest.older) == (False, None)


def test_puts_cards_in_the_order_of_time_and_only_on_the_newest_page(story, alice, now):
    cards = [(now + factories.minutes(25), "a card")]

    newest = thread_of(story, alice, cards=cards, limit=2)

    assert told(newest) == ["reply 2", "quote", "reply 3"]
    assert "quote" not in told(thread_of(story, alice, cards=cards, limit=2, before=newest.older))


def test_asks_two_questions_whatever_the_length(ticket, alice, agnes, now, django_assert_num_queries):
    with django_assert_num_queries(2):
        thread_of(ticket, alice)
    for n in range(5):
        reply_to_ticket(ticket=ticket, body="x", files=[], nonce=f"a-reply-of-the-story-{n}", actor=agnes, now=now)

    with django_assert_num_queries(2):
        thread_of(ticket, alice)


def test_asks_once_for_the_files_of_all_messages_in_the_order_they_were_sent(
    organization, alice, now, django_assert_num_queries
):
    def attached(name):
        upload = SimpleUploadedFile(name, b"x")
        return store_file(upload=upload, organization=organization, actor=alice, now=now)

    ticket = factories.make_ticket(organization, alice, files=[attached("a.txt"), attached("b.txt")])
    nonce = "a-reply-of-the-story-1"
    reply_to_ticket(ticket=ticket, body="x", files=[attached("c.txt")], nonce=nonce, actor=alice, now=now)
    # PostgreSQL puts a changed row last.
    StoredFile.objects.filter(name="a.txt").update(bytes=2)

    with django_assert_num_queries(3):
        items = thread_of(ticket, alice).items
        names = [[file.name for file in item.message.files.all()] for item in items]

    assert names == [["a.txt", "b.txt"], ["c.txt"]]


def test_survives_a_message_that_is_not_there(story, alice):
    assert told(thread_of(story, alice, before=10**12)) == told(thread_of(story, alice))
