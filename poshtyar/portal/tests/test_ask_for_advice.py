"""ask_for_advice (B5) …"""

import re

import pytest
from django.contrib.sessions.models import Session
from django.urls import reverse

from poshtyar.accounts.models import Organization, User
from poshtyar.outbox.models import OutgoingMessage
from poshtyar.tickets.models import Ticket
from tests import factories

ADVICE = reverse("portal:ask_for_advice")
CODE = reverse("portal:enter_login_code")


def a_question(**fields):
    return {
        "name": "Nargess",
        "mobile": "۰۹۱۲۳۴۵۶۷۸۹",
        "subject": "کدوم بسته؟",
        "body": "کدوم بسته برای من مناسبه؟",
        "nonce": "form-of-an-advice-1",
    } | fields


def test_b5_ends_with_a_code_that_makes_the_account_and_the_ticket(client, db):
    response = client.post(ADVICE, a_question())
    assert response.url == f"{CODE}?next=%2Fadvice%2F"
    assert not Ticket.objects.exists()

    code = re.search(r"\d{6}", OutgoingMessage.objects.get().body)[0]
    assert client.post(response.url, {"code": code, "next": ADVICE}).url == ADVICE
    page = client.get(ADVICE).content.decode()
    assert "کدوم بسته برای من مناسبه؟" in page
    ticket_page = client.post(ADVICE, a_question()).url

    ticket = Ticket.objects.get()
    assert ticket_page == reverse("portal:ticket", args=[ticket.pk])
    assert (ticket.is_presales, ticket.has_package, ticket.opened_by) == (True, False, User.objects.get())
    assert (ticket.organization.name, ticket.opened_by.display_name) == ("Nargess", "Nargess")
    assert ticket.first_answer_due_at is not None


def test_b5_of_a_member_opens_the_ticket_at_once(client, organization, alice):
    client.force_login(alice)
    form = a_question()

    first, second = client.post(ADVICE, form), client.post(ADVICE, form)

    assert first.url == second.url
    assert Ticket.objects.get().organization == organization
    assert Organization.objects.count() == 1


def test_r79_refused_for_asking_too_often_fills_no_table(client, db, settings):
    settings.LOGIN_TRIES_PER_ADDRESS = 0

    response = client.post(ADVICE, a_question())

    assert response.status_code == 429
    assert "کدوم بسته برای من مناسبه؟" in response.content.decode()
    assert not Session.objects.exists()


def test_refused_keeps_what_was_typed(client, db):
    response = client.post(ADVICE, a_question(mobile="123"))

    assert response.status_code == 422
    assert "کدوم بسته برای من مناسبه؟" in response.content.decode()


@pytest.mark.parametrize("length", [5_001, 100_000])
def test_of_strangers_holds_less(client, db, length):
    response = client.post(ADVICE, a_question(body="م" * length))

    assert response.status_code == 422
    assert "۵٬۰۰۰" in response.content.decode()


def test_sends_staff_to_their_pages(client, agnes):
    client.force_login(agnes)

    assert client.get(ADVICE).url == reverse("console:queue")


def test_is_not_prefilled_for_the_next_person(client, db):
    client.post(ADVICE, a_question())
    client.logout()

    client.force_login(factories.make_user("Alice"))

    assert "کدوم بسته برای من مناسبه؟" not in client.get(ADVICE).content.decode()
