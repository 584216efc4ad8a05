"""open_ticket, as customers find it …"""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from poshtyar.files.models import StoredFile
from poshtyar.tickets.models import Message, Ticket
from tests import factories
from tests.pages import nonce_of, text_of

NEW = reverse("portal:open_ticket")


def a_ticket(nonce="form-of-a-page-test", **fields):
    return {"store": "", "subject": "سبد خالیه", "body": "لطفاً ببینید.", "effect": "question", "nonce": nonce} | fields


def test_b8_b22_new_ticket_says_it_is_free_and_promises_before_it_is_sent(client, organization, store, alice):
    factories.make_package(organization, "essential", now=timezone.now())
    client.force_login(alice)

    page = text_of(client.get(NEW))

    assert "پرسیدن و جواب گرفتن سکه کم نمی‌کنه" in page
    assert page.count('class="promise"') == 3
    assert re.search(rf'<option value="{store.public_id}" selected>', page)
    assert "۵۰ مگابایت" in page


def test_b31_new_ticket_needs_no_store_and_no_package(client, organization, alice):
    client.force_login(alice)

    response = client.post(NEW, a_ticket())

    ticket = Ticket.objects.get()
    assert response.url == reverse("portal:ticket", args=[ticket.pk])
    assert (ticket.store, ticket.subject, ticket.opened_by) == (None, "سبد خالیه", alice)


@pytest.mark.parametrize("with_store", [False, True])
def test_new_ticket_asks_the_database_eleven_times_and_once_for_a_store(
    with_store, client, organization, store, alice, django_assert_num_queries
):
    factories.make_package(organization, "essential", now=timezone.now())
    client.force_login(alice)
    form = a_ticket(store=store.public_id if with_store else "")

    # And two for the savepoint that a test's own transaction makes of the operation's.
    with django_assert_num_queries(11 + with_store + 2):
        client.post(NEW, form)

    assert Ticket.objects.get().store == (store if with_store else None)


def test_new_ticket_carries_its_files(client, organization, alice):
    client.force_login(alice)
    files = [SimpleUploadedFile("یک.txt", b"one"), SimpleUploadedFile("two.png", b"\x89PNG\r\n\x1a\n")]

    client.post(NEW, a_ticket(files=files))

    assert [file.name for file in Message.objects.get().files.order_by("pk")] == ["یک.txt", "two.png"]


def test_double_click_opens_one_ticket(client, organization, alice):
    client.force_login(alice)
    form = a_ticket(nonce_of(client.get(NEW)))

    first, second = client.post(NEW, form), client.post(NEW, form)

    assert first.url == second.url
    assert (Ticket.objects.count(), Message.objects.count()) == (1, 1)


def test_r13_same_form_with_another_text_is_refused_and_may_be_sent_again(client, organization, alice):
    client.force_login(alice)
    client.post(NEW, a_ticket())

    refused = client.post(NEW, a_ticket(body="متن دیگر"))
    again = client.post(NEW, a_ticket(nonce_of(refused), body="متن دیگر"))

    assert (refused.status_code, again.status_code) == (409, 302)
    assert "متن دیگر" in text_of(refused)
    assert Ticket.objects.count() == 2


@pytest.mark.parametrize(
    "wrong",
    [
        {"store": "\x00"},
        {"subject": "\x00"},
        {"subject": " "},
        {"body": ""},
        {"effect": "x"},
        {"nonce": ""},
        {"store": "AAAAAAAAAAAAAAAA"},
        {"subject": "ط" * 161},
    ],
)
def test_refused_form_keeps_what_was_typed(client, organization, alice, wrong):
    client.force_login(alice)
    form = a_ticket() | {"subject": "عنوانی که نوشتم", "body": "متنی که نوشتم"} | wrong

    response = client.post(NEW, form | {"files": SimpleUploadedFile("a.txt", b"x")})

    page = text_of(response)
    assert response.status_code == 422
    assert all(typed in page for typed in ("عنوانی که نوشتم", "متنی که نوشتم") if typed in form.values())
    assert f'name="kept_files" value="{StoredFile.objects.get().public_id}" checked' in page
    assert not Ticket.objects.exists()


def test_text_of_a_megabyte_gets_a_clear_answer_and_is_kept(client, organization, alice):
    client.force_login(alice)
    text = "متن " * 250_000

    response = client.post(NEW, a_ticket(body=text))

    page = text_of(response)
    assert response.status_code == 422
    assert "۱۰۰٬۰۰۰" in page
    assert len(page) > len(text)


def test_file_too_large_is_refused_with_both_numbers(client, organization, alice, settings):
    settings.UPLOAD_FILE_BYTES = 1024 * 1024
    client.force_login(alice)

    response = client.post(NEW, a_ticket(files=SimpleUploadedFile("big.zip", b"x" * (1024 * 1024 + 1))))

    page = text_of(response)
    assert response.status_code == 422
    assert "۲ مگابایت" in page
    assert "لطفاً ببینید." in page
    assert not StoredFile.objects.exists()


def test_too_many_files_are_refused(client, organization, alice):
    client.force_login(alice)

    response = client.post(NEW, a_ticket(files=[SimpleUploadedFile(f"{n}.txt", b"x") for n in range(21)]))

    assert response.status_code == 422
    assert "۲۱ فایل" in text_of(response)
    assert len(re.findall(r'name="kept_files" value="[^"]+"', text_of(response))) == 20


def test_foreign_store_is_none_of_the_choices(client, organization, alice, charlie):
    foreign = factories.make_store(charlie.memberships.get().organization, "فروشگاه چارلی")
    client.force_login(alice)

    assert "فروشگاه چارلی" not in text_of(client.get(NEW))
    assert client.post(NEW, a_ticket(store=foreign.public_id)).status_code == 422


def test_new_ticket_is_sent_to_the_organization_that_its_page_was_opened_for(client, organization, alice):
    other = factories.make_organization(alice, "Alice's other shops")
    client.force_login(alice)
    assert f'name="organization" value="{organization.public_id}"' in client.get(NEW).content.decode()
    client.post(reverse("portal:choose_organization"), {"organization": other.public_id})

    client.post(NEW, a_ticket(organization=organization.public_id))

    assert Ticket.objects.get().organization == organization


def test_new_ticket_is_sent_to_no_organization_of_others(client, organization, charlie):
    factories.make_organization(charlie, "Charlie's shops")
    client.force_login(charlie)

    answer = client.post(NEW, a_ticket(organization=organization.public_id))

    assert answer.status_code == 404
    assert not Ticket.objects.exists()
