"""Drafts over HTTP …"""

import re

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poshtyar.tickets.models import Draft, Ticket
from tests import factories

NEW = reverse("portal:open_ticket")


@pytest.fixture
def ticket(organization, alice):
    return factories.make_ticket(organization, alice, now=timezone.now())


def browser_of(person):
    client = Client()
    client.force_login(person)
    return client


def save(client, name, *arguments, version=0, **said):
    return client.post(reverse(f"portal:{name}", args=arguments), {"draft_version": version, **said})


def save_new(organization):
    return reverse("portal:save_ticket_draft", args=[organization.public_id])


def value_of(page, name):
    return re.search(rf'name="{name}"[^>]*value="([^"]*)"|value="([^"]*)"[^>]*name="{name}"', page)


def test_come_back_on_another_device(organization, store, alice):
    browser_of(alice).post(
        save_new(organization),
        {"subject": "عنوان", "body": "متن", "effect": "work", "store": store.public_id, "nonce": "secret"},
    )

    page = browser_of(alice).get(NEW).content.decode()

    assert ">\nمتن</textarea>" in page
    assert value_of(page, "subject")[1] == "عنوان"
    assert value_of(page, "draft_version")[1] == "1"
    assert re.search(r'value="work"[^>]*checked', page)
    assert f'<option value="{store.public_id}" selected>' in page
    assert "پیش‌نویس ذخیره شد" in page
    assert Draft.objects.get().said.keys() == {"subject", "body", "effect", "store"}


def test_come_back_into_the_place_where_they_were_typed(ticket, alice, agnes):
    save(browser_of(alice), "save_reply_draft", ticket.pk, body="پاسخ آلیس")
    save(browser_of(agnes), "save_reply_draft", ticket.pk, body="پاسخ اگنس")
    save(browser_of(agnes), "save_note_draft", ticket.pk, body="یادداشت اگنس")

    customer = browser_of(alice).get(reverse("portal:ticket", args=[ticket.pk])).content.decode()
    staff = [
        browser_of(agnes).get(reverse("console:ticket", args=[ticket.pk]), {"tab": tab}).content.decode()
        for tab in ("reply", "note", "quote")
    ]

    texts = ("پاسخ آلیس", "پاسخ اگنس", "یادداشت اگنس")
    assert [[text in page for text in texts] for page in (customer, *staff)] == [
        [True, False, False],
        [False, True, False],
        [False, False, True],
        [False, False, False],
    ]


def test_answer_with_the_version_and_the_moment(alice, organization):
    answer = save(browser_of(alice), "save_ticket_draft", organization.public_id, body="متن").json()

    assert (answer["version"], answer["said"]) == (1, {"body": "متن"})
    assert answer["at"].startswith("امروز")


def test_are_not_overwritten_by_an_older_window(alice, organization):
    client = browser_of(alice)
    save(client, "save_ticket_draft", organization.public_id, body="اول")
    save(client, "save_ticket_draft", organization.public_id, version=1, body="دوم")

    refused = save(client, "save_ticket_draft", organization.public_id, version=1, body="دیر")

    assert (refused.status_code, refused.json()["said"], refused.json()["version"]) == (409, {"body": "دوم"}, 2)
    assert Draft.objects.get().said == {"body": "دوم"}


def test_say_in_words_why_they_are_not_kept(alice, organization):
    refused = save(browser_of(alice), "save_ticket_draft", organization.public_id, body="ب" * 200_001)

    assert refused.status_code == 422
    assert "۲۰۰٬۰۰۱" in refused.json()["words"]


@pytest.mark.parametrize("version", ["", "x", "-1", "1e3", "۱", "9" * 40])
def test_take_an_odd_version_for_none(alice, organization, version):
    assert (
        save(browser_of(alice), "save_ticket_draft", organization.public_id, version=version, body="متن").json()[
            "version"
        ]
        == 1
    )


def test_of_a_new_ticket_stay_in_the_organization_that_they_were_typed_for(alice, organization):
    other = factories.make_organization(alice, "Alice's other shops")
    client = browser_of(alice)
    save(client, "save_ticket_draft", organization.public_id, body="متن اولی")

    client.post(reverse("portal:choose_organization"), {"organization": other.public_id})
    # The page of the first organization is still open in another tab.
    save(client, "save_ticket_draft", organization.public_id, version=1, body="متن اولی، کامل‌تر")
    page = client.get(NEW).content.decode()

    assert "متن اولی" not in page
    assert save_new(other) in page
    assert Draft.objects.get().organization == organization


def test_of_a_new_ticket_are_kept_for_members_alone(charlie, agnes, organization):
    answers = [save(browser_of(who), "save_ticket_draft", organization.public_id, body="x") for who in (charlie, agnes)]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert not Draft.objects.exists()


def test_are_forgotten_when_the_ticket_is_opened_and_the_page_says_which(alice, organization):
    client = browser_of(alice)
    save(client, "save_ticket_draft", organization.public_id, body="متن")

    form = {"subject": "عنوان", "body": "متن", "effect": "work", "nonce": "a-form-of-this-test", "draft_version": "1"}
    page = client.post(NEW, form, follow=True).content.decode()

    assert Ticket.objects.count() == 1
    assert f'data-sent="{alice.pk}/ticket/{organization.pk}"' in page
    assert ">\n</textarea>" in client.get(NEW).content.decode()


def test_stay_when_sending_fails(alice, organization):
    client = browser_of(alice)
    save(client, "save_ticket_draft", organization.public_id, body="متن")

    page = client.post(NEW, {"subject": "", "body": "متن بلندتر", "effect": "work", "draft_version": "1"})

    assert (page.status_code, Draft.objects.get().said) == (422, {"body": "متن"})
    assert "data-unsaved" in page.content.decode() and "متن بلندتر" in page.content.decode()
    assert "data-sent" not in page.content.decode()


def test_answer_charlie_and_the_customers_of_notes_like_missing_ones(ticket, alice, charlie):
    missing = save(browser_of(charlie), "save_reply_draft", ticket.pk + 1000, body="x")
    foreign = save(browser_of(charlie), "save_reply_draft", ticket.pk, body="x")
    note = save(browser_of(alice), "save_note_draft", ticket.pk, body="x")

    assert (missing.status_code, foreign.status_code, note.status_code) == (404, 404, 404)
    assert not Draft.objects.exists()


@pytest.mark.parametrize("who", ["bob", "charlie", "agnes"])
def test_are_seen_by_nobody_else(request, organization, ticket, alice, who):
    save(browser_of(alice), "save_ticket_draft", organization.public_id, body="متن آلیس")
    save(browser_of(alice), "save_reply_draft", ticket.pk, body="متن آلیس")
    client = browser_of(request.getfixturevalue(who))

    for address in (NEW, reverse("portal:ticket", args=[ticket.pk]), reverse("console:ticket", args=[ticket.pk])):
        assert "متن آلیس" not in client.get(address, follow=True).content.decode()


def test_cost_eight_statements_to_save(ticket, alice, django_assert_max_num_queries):
    client = browser_of(alice)
    save(client, "save_reply_draft", ticket.pk, body="یک")

    with django_assert_max_num_queries(8):
        save(client, "save_reply_draft", ticket.pk, version=1, body="دو")
