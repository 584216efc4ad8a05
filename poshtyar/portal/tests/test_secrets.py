"""Log-in details that a customer hands over …"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from poshtyar.tickets.models import Draft, Message
from poshtyar.tickets.operations import reply_to_ticket
from poshtyar.vault.models import Secret
from poshtyar.vault.operations import reveal_secret
from tests import factories
from tests.pages import line_of, text_of

pytestmark = pytest.mark.django_db
NEW, TEXT = reverse("portal:open_ticket"), "ftp.shop.example\nPassword: canary"
FORM = {
    "subject": "The cart",
    "body": "It is empty.",
    "effect": "question",
    "nonce": "form-with-a-secret",
    "secret": TEXT,
}


@pytest.fixture
def page(client, alice, organization):
    client.force_login(alice)
    return client


def test_go_along_with_a_new_ticket_and_are_shown_to_nobody_there(page):
    answer = page.post(NEW, FORM, follow=True)

    assert "اطلاعات ورود، رمزنگاری‌شده" in line_of(answer)
    assert "canary" not in text_of(answer)
    assert Secret.objects.get().ticket == Message.objects.get().ticket


def test_go_along_with_a_reply(page, organization, alice):
    ticket = factories.make_ticket(organization, alice, now=timezone.now())

    page.post(
        reverse("portal:reply_to_ticket", args=[ticket.pk]),
        {"body": "Here.", "nonce": "a-reply-with-a-secret", "secret": TEXT},
    )

    assert Secret.objects.get().ticket == ticket


def test_stay_in_a_refused_form_which_is_open_where_they_are(page):
    refused = page.post(NEW, FORM | {"body": ""})

    assert refused.status_code == 422
    assert TEXT in text_of(refused)
    assert "<details data-secret open>" in text_of(refused)
    assert "no-store" in refused.headers["Cache-Control"]
    assert not Secret.objects.exists()


def test_that_are_too_long_are_refused_with_both_numbers_and_kept(page):
    refused = page.post(NEW, FORM | {"secret": "x" * 2001})

    assert refused.status_code == 422
    assert "۲٬۰۰۱" in text_of(refused) and "x" * 2001 in text_of(refused)
    assert not Message.objects.exists()


def test_r86_are_kept_by_no_draft(page, organization):
    answer = page.post(
        reverse("portal:save_ticket_draft", args=[organization.public_id]), FORM | {"draft_version": "0"}
    )

    assert answer.status_code == 200
    assert "canary" not in text_of(answer)
    assert "canary" not in str(Draft.objects.get().said)


def test_tell_who_saw_them(page, organization, alice, agnes):
    ticket = factories.make_ticket(organization, alice, secret=TEXT, now=timezone.now())
    reveal_secret(secret=Secret.objects.get(), actor=agnes, now=timezone.now())

    said = line_of(page.get(reverse("portal:ticket", args=[ticket.pk])))

    assert "فقط به Agnes نشون داده شد" in said
    assert "اطلاعات ورود رو باز کرد" in said


def test_are_erased_by_a_member_at_any_time(page, organization, alice):
    ticket = factories.make_ticket(organization, alice, secret=TEXT, now=timezone.now())
    address = reverse("portal:erase_secret", args=[ticket.pk, Secret.objects.get().public_id])
    assert address in text_of(page.get(reverse("portal:ticket", args=[ticket.pk])))

    answers = [page.post(address, follow=True) for _ in range(2)]

    assert [answer.status_code for answer in answers] == [200, 200]
    assert "اطلاعات ورود پاک شد." in text_of(answers[0])
    assert "اطلاعات ورود. کسی ندیدش." in text_of(answers[0])
    assert Secret.objects.get().sealed == ""
    assert address not in text_of(answers[0])


def test_of_another_organization_are_not_there(page, charlie):
    others = factories.make_ticket(charlie.memberships.get().organization, charlie, secret=TEXT)

    answer = page.post(reverse("portal:erase_secret", args=[others.pk, Secret.objects.get().public_id]))

    assert answer.status_code == 404
    assert Secret.objects.get().erased_at is None


def test_of_three_messages_cost_as_many_statements_as_of_one(page, organization, alice):
    ticket = factories.make_ticket(organization, alice, secret=TEXT, now=timezone.now())
    address = reverse("portal:ticket", args=[ticket.pk])
    page.get(address)
    with CaptureQueriesContext(connection) as one:
        page.get(address)

    for number in range(2):
        reply_to_ticket(
            ticket=ticket,
            body="Here.",
            files=[],
            nonce=f"a-reply-of-three-{number}",
            actor=alice,
            now=timezone.now(),
            secret=TEXT,
        )
    page.get(address)
    with CaptureQueriesContext(connection) as three:
        assert text_of(page.get(address)).count("رمزنگاری‌شده. فقط") == 3

    assert len(one) == len(three) <= 12
