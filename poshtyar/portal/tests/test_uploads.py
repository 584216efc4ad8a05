"""Files that go up before their message …"""

import re
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from poshtyar.files.models import StoredFile
from poshtyar.files.operations import UNATTACHED_KEPT_FOR, remove_unattached_files
from poshtyar.tickets.models import Draft, Message, Ticket
from tests import factories

NEW, UPLOAD = reverse("portal:open_ticket"), reverse("portal:store_file_for_ticket")


@pytest.fixture
def ticket(organization, alice):
    return factories.make_ticket(organization, alice, now=timezone.now())


def browser_of(person):
    client = Client()
    client.force_login(person)
    return client


def upload(client, *, name="log.txt", content=b"x", address=UPLOAD):
    return client.post(address, {"file": SimpleUploadedFile(name, content)})


def uploaded(client, **file):
    """Upload a file; return the name by which a form sends it along."""
    return upload(client, **file).json()["id"]


def a_ticket(nonce="form-of-an-upload-test", **fields):
    return {"store": "", "subject": "سبد خالیه", "body": "لطفاً ببینید.", "effect": "question", "nonce": nonce} | fields


def kept_in(response):
    return re.findall(r'name="kept_files" value="([^"]+)" checked', response.content.decode())


def save_new(organization):
    return reverse("portal:save_ticket_draft", args=[organization.public_id])


def test_go_with_the_ticket_in_their_order_and_with_what_it_brings_itself(organization, alice):
    client = browser_of(alice)
    names = [uploaded(client, name=name) for name in ("یک.txt", "two.txt")]

    client.post(NEW, a_ticket(kept_files=names, files=SimpleUploadedFile("three.txt", b"3")))

    assert [file.name for file in Message.objects.get().files.order_by("pk")] == ["یک.txt", "two.txt", "three.txt"]
    assert not StoredFile.objects.filter(attached_at=None).exists()


@pytest.mark.parametrize(
    ("who", "name"),
    [("alice", "portal:reply_to_ticket"), ("agnes", "console:reply_to_ticket"), ("agnes", "console:add_note")],
)
def test_go_with_replies_and_notes(request, ticket, who, name):
    client = browser_of(request.getfixturevalue(who))
    kept = uploaded(client, address=reverse("portal:store_file_for_message", args=[ticket.pk]))

    client.post(reverse(name, args=[ticket.pk]), {"body": "x", "nonce": "form-of-an-upload-test", "kept_files": kept})

    assert Message.objects.latest("pk").files.get().name == "log.txt"


def test_are_told_with_their_clean_name_and_size(organization, alice):
    answer = upload(browser_of(alice), name="../خطا?.txt", content=b"x" * 2048).json()

    assert (answer["name"], answer["size"]) == ("خطا_.txt", "۲ کیلوبایت")


def test_are_refused_in_words(organization, alice, settings):
    settings.UPLOAD_FILE_BYTES = 1024 * 1024
    client = browser_of(alice)

    large, none = upload(client, content=b"x" * (1024 * 1024 + 1)), client.post(UPLOAD)

    assert (large.status_code, none.status_code) == (409, 422)
    assert "۲ مگابایت" in large.json()["words"]
    assert "«فایل» خالیه" in none.json()["words"]
    assert not StoredFile.objects.exists()


def test_are_seen_sent_and_removed_by_nobody_else(ticket, alice, bob, charlie, agnes):
    name = uploaded(browser_of(alice))
    file = StoredFile.objects.get()

    for person in (bob, charlie, agnes):
        client = browser_of(person)
        assert client.get(reverse("portal:file", args=[name])).status_code == 404
        assert client.post(reverse("portal:remove_file", args=[name])).status_code == 404
    stolen = browser_of(bob).post(NEW, a_ticket(kept_files=[name]))

    file.refresh_from_db()
    assert (stolen.status_code, kept_in(stolen), file.attached_at) == (422, [], None)
    assert Ticket.objects.count() == 1
    assert browser_of(alice).get(reverse("portal:file", args=[name])).status_code == 404


def test_are_removed_by_their_uploader_until_they_are_sent(organization, alice):
    client = browser_of(alice)
    removed, sent = uploaded(client), uploaded(client)
    client.post(NEW, a_ticket(kept_files=[sent]))

    answers = [client.post(reverse("portal:remove_file", args=[name])).status_code for name in (removed, sent)]

    assert answers == [204, 404]
    assert StoredFile.objects.get().public_id == sent


def test_stay_with_a_refused_form_without_scripts(organization, alice):
    client = browser_of(alice)

    refused = client.post(NEW, a_ticket(subject="", files=SimpleUploadedFile("a.txt", b"a")))
    kept = kept_in(refused)
    sent = client.post(NEW, a_ticket(kept_files=kept))

    assert (refused.status_code, sent.status_code, len(kept)) == (422, 302, 1)
    assert Message.objects.get().files.get().name == "a.txt"


def test_stay_with_a_form_that_the_operation_refuses_and_are_stored_once(organization, alice):
    client = browser_of(alice)
    client.post(NEW, a_ticket())

    refused = client.post(NEW, a_ticket(body="متن دیگر", files=SimpleUploadedFile("a.txt", b"a")))

    assert refused.status_code == 409
    assert kept_in(refused) == [StoredFile.objects.get().public_id]


def test_may_be_unticked(organization, alice):
    client = browser_of(alice)
    uploaded(client)

    client.post(NEW, a_ticket())

    assert not Message.objects.get().files.exists()


def test_of_a_double_click_go_once(organization, alice):
    client = browser_of(alice)
    form = a_ticket(kept_files=[uploaded(client)])

    first, second = client.post(NEW, form), client.post(NEW, form)

    assert first.url == second.url
    assert (Ticket.objects.count(), Message.objects.get().files.count()) == (1, 1)


def test_are_at_most_so_many_with_those_of_the_form(organization, alice, settings):
    settings.UPLOAD_FILES_PER_MESSAGE = 2
    client = browser_of(alice)
    names = [uploaded(client) for _ in range(2)]

    refused = client.post(NEW, a_ticket(kept_files=names, files=SimpleUploadedFile("a.txt", b"a")))

    assert refused.status_code == 422
    assert "۳ فایل" in refused.content.decode()


def test_that_waited_for_too_long_are_asked_for_again(organization, alice):
    client = browser_of(alice)
    name = uploaded(client)
    client.post(save_new(organization), {"kept_files": name})
    remove_unattached_files(now=timezone.now() + UNATTACHED_KEPT_FOR + timedelta(seconds=1))

    page, refused = client.get(NEW), client.post(NEW, a_ticket(kept_files=[name]))

    assert "دوباره انتخابش کنید" in page.content.decode()
    assert refused.status_code == 422
    assert "دوباره انتخابش کنید" in refused.content.decode()
    assert not Ticket.objects.exists()


def test_come_back_with_the_draft(organization, alice):
    name = uploaded(browser_of(alice))
    browser_of(alice).post(save_new(organization), {"kept_files": name, "body": ""})

    assert kept_in(browser_of(alice).get(NEW)) == [name]
    assert Draft.objects.get().said["kept_files"] == name


def test_of_a_newer_draft_are_told_to_an_older_window(organization, alice):
    client = browser_of(alice)
    name = uploaded(client, content=b"x" * 1024)
    client.post(save_new(organization), {"kept_files": name, "body": "متن"})

    refused = client.post(save_new(organization), {"body": "دیر"}).json()

    assert refused["files"] == [{"id": name, "name": "log.txt", "size": "۱ کیلوبایت"}]
