"""How much one customer may write in a day …"""

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from poshtyar.quotes.tests import world
from poshtyar.tickets.models import Message, Ticket
from tests import factories

pytestmark = pytest.mark.django_db
NEW = reverse("portal:open_ticket")
A_TICKET = {"store": "", "subject": "سبد خالیه", "body": "لطفاً ببینید.", "effect": "question"}


@pytest.fixture(autouse=True)
def two_a_day(settings):
    settings.MESSAGES_A_DAY = 2


@pytest.fixture
def ticket(organization, alice):
    return factories.make_ticket(organization, alice, now=timezone.now())


def open_ticket(client, number):
    return client.post(NEW, A_TICKET | {"nonce": f"form-of-the-message-{number}"})


def reply(client, ticket, number):
    address = reverse("portal:reply_to_ticket", args=[ticket.pk])
    return client.post(address, {"body": f"پاسخ {number}", "nonce": f"form-of-the-message-{number}"})


def test_is_bounded_for_tickets_and_replies_together_and_keeps_what_was_typed(client, ticket, alice):
    client.force_login(alice)
    assert open_ticket(client, 1).status_code == reply(client, ticket, 2).status_code == 302

    refused_ticket, refused_reply = open_ticket(client, 3), reply(client, ticket, 4)

    assert refused_ticket.status_code == refused_reply.status_code == 429
    assert "۲۴ ساعت" in refused_ticket.content.decode()
    assert "لطفاً ببینید." in refused_ticket.content.decode()
    assert "پاسخ 4" in refused_reply.content.decode()
    assert (Ticket.objects.count(), Message.objects.filter(body="پاسخ 4").exists()) == (2, False)


def test_is_each_persons_own(client, ticket, alice, bob):
    client.force_login(alice)
    for number in range(3):
        reply(client, ticket, number)
    client.force_login(bob)

    assert reply(client, ticket, 9).status_code == 302


def test_counts_questions_about_an_offer(client, ticket, alice, agnes):
    quote = world.announce(ticket, 50, actor=agnes, now=timezone.now())
    client.force_login(alice)
    for number in range(2):
        reply(client, ticket, number)

    question = {"question": "شامل افزونه هم هست؟", "nonce": "form-of-a-question"}
    asked = client.post(reverse("portal:ask_about_quote", args=[quote.pk]), question, headers={"HX-Request": "true"})

    assert asked.status_code == 429
    assert "شامل افزونه هم هست؟" in asked.content.decode()


def test_counts_files_that_are_uploaded_before_their_message(client, organization, alice, settings):
    settings.UPLOADED_MEGABYTES_A_DAY = 1
    client.force_login(alice)
    address = reverse("portal:store_file_for_ticket")

    answers = [client.post(address, {"file": SimpleUploadedFile("a.txt", b"x")}) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 429]
    assert answers[1].json()["words"]


def test_counts_questions_before_buying(client, ticket, alice):
    client.force_login(alice)
    for number in range(2):
        reply(client, ticket, number)

    said = {"subject": "بسته", "body": "کدوم بسته خوبه؟", "nonce": "form-of-advice-of-a-day"}
    refused = client.post(reverse("portal:ask_for_advice"), said)

    assert refused.status_code == 429
    assert "کدوم بسته خوبه؟" in refused.content.decode()


def test_r29_is_not_counted_without_the_cache_and_nobody_is_kept_from_asking(client, ticket, alice, monkeypatch):
    def broken(*args, **kwargs):
        raise ConnectionError

    client.force_login(alice)
    monkeypatch.setattr(cache, "incr", broken)

    assert [reply(client, ticket, number).status_code for number in range(4)] == [302] * 4
