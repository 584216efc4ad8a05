"""A download …"""

import re
from email.message import Message
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils.html import escape
from django.utils.http import parse_header_parameters

from poshtyar.catalog.models import Obstacle
from poshtyar.files import clients
from poshtyar.files.operations import store_file
from poshtyar.files.tests.test_clean_file_name import HOSTILE
from poshtyar.quotes.operations import declare_impossible
from poshtyar.quotes.tests import world
from tests import factories

PAGE = b"<script>alert(document.domain)</script>"


@pytest.fixture
def file(organization, alice, now):
    """A page that pretends to be a picture, attached to Alice's ticket."""
    upload = SimpleUploadedFile("عکس\u202egnp.html", PAGE, "image/png")
    file = store_file(upload=upload, organization=organization, actor=alice, now=now)
    factories.make_ticket(organization, alice, files=[file])
    return file


def get(client, file):
    return client.get(reverse("portal:file", args=[file.public_id]))


def test_r57_is_offered_as_a_download_that_can_do_nothing(client, file, alice):
    client.force_login(alice)

    response = get(client, file)

    assert b"".join(response) == PAGE
    assert response["Content-Type"] == "text/plain"
    assert response["Content-Disposition"] == "attachment; filename*=utf-8''%D8%B9%DA%A9%D8%B3gnp.html"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert response["Cache-Control"] == "private, no-store"


def test_r64_is_for_members_and_staff_alone(client, file, bob, charlie, agnes):
    for person, status in [(bob, 200), (agnes, 200), (charlie, 404)]:
        client.force_login(person)
        assert get(client, file).status_code == status

    client.logout()
    assert get(client, file).url.startswith(reverse("portal:log_in"))


def test_r64_ends_when_the_person_leaves(client, file, bob):
    client.force_login(bob)
    bob.memberships.all().delete()

    assert get(client, file).status_code == 404


def test_r64_of_a_file_that_nothing_carries_is_nobodys(client, organization, alice, agnes, now):
    upload = SimpleUploadedFile("a.txt", b"x")
    loose = store_file(upload=upload, organization=organization, actor=alice, now=now)

    for person in (alice, agnes):
        client.force_login(person)
        assert get(client, loose).status_code == 404


def test_b14_of_evidence_is_for_members_and_staff_alone(client, organization, alice, bob, charlie, agnes, now):
    world.give_coins(organization, 40, now=now)
    quote = world.announce(factories.make_ticket(organization, alice), 40, actor=agnes, now=now)
    shot = store_file(upload=SimpleUploadedFile("a.txt", b"x"), organization=organization, actor=agnes, now=now)
    declare_impossible(
        quote=world.approve(quote, actor=alice, now=now),
        obstacle=Obstacle.HOST,
        explanation="The host forbids it.",
        evidence=[shot],
        actor=agnes,
        now=now,
    )

    for person, status in [(bob, 200), (agnes, 200), (charlie, 404)]:
        client.force_login(person)
        assert get(client, shot).status_code == status


def test_of_bytes_that_are_gone_is_missing(client, file, alice):
    clients.remove(file.path)
    client.force_login(alice)

    assert get(client, file).status_code == 404


@pytest.mark.parametrize("public_id", ["..%2f..%2fetc%2fpasswd", "....", "x" * 400, "%00"])
def test_r60_of_any_other_name_is_missing(client, file, alice, public_id):
    client.force_login(alice)

    assert client.get(f"/files/{public_id}/").status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "start", "end"),
    [
        ("bytes=0-", 206, 0, 39),
        ("bytes=10-", 206, 10, 39),
        ("bytes=10-19", 206, 10, 20),
        ("bytes=38-38", 206, 38, 39),
        ("bytes=10-1000", 206, 10, 39),
        ("bytes=-9", 206, 30, 39),
        ("bytes=-1000", 206, 0, 39),
        ("bytes=39-", 416, 0, 0),
        ("bytes=-0", 416, 0, 0),
        ("bytes=999999999999999999-", 416, 0, 0),
        # Whatever is not clear is answered with all of it.
        ("bytes=20-10", 200, 0, 39),
        ("bytes=-", 200, 0, 39),
        ("bytes=0-1,3-4", 200, 0, 39),
        ("bytes=9999999999999999999-", 200, 0, 39),
        ("bytes=۱-۲", 200, 0, 39),
        ("bytes=a-b", 200, 0, 39),
        ("lines=0-1", 200, 0, 39),
        ("bytes=0-1\r\nX: y", 200, 0, 39),
    ],
)
def test_r55_goes_on_where_it_broke_off(client, file, alice, asked, status, start, end):
    client.force_login(alice)

    response = client.get(reverse("portal:file", args=[file.public_id]), headers={"Range": asked})

    # As a server does, no more is taken than was announced.
    assert response.status_code == status
    if status == 416:
        assert response["Content-Range"] == f"bytes */{len(PAGE)}"
    else:
        assert b"".join(response)[: int(response["Content-Length"])] == PAGE[start:end]
    if status == 206:
        assert response["Content-Range"] == f"bytes {start}-{end - 1}/{len(PAGE)}"


def test_r55_starts_again_when_the_half_that_is_there_is_of_another_file(client, file, alice):
    client.force_login(alice)
    address = reverse("portal:file", args=[file.public_id])
    mark = client.get(address)["ETag"]

    same = client.get(address, headers={"Range": "bytes=5-", "If-Range": mark})
    other = client.get(address, headers={"Range": "bytes=5-", "If-Range": '"another"'})

    assert (same.status_code, other.status_code) == (206, 200)


def by_the_mail_parser(header: str) -> str:
    message = Message()
    message["Content-Disposition"] = header
    return message.get_filename()


def by_django(header: str) -> str:
    _kind, parameters = parse_header_parameters(header)
    return parameters["filename"]


def by_the_letter(header: str) -> str:
    """Read the header by the grammar of RFC 6266 and nothing more."""
    plain = re.fullmatch(r'attachment; filename="((?:[\x20\x21\x23-\x5b\x5d-\x7e]|\\\\[\x20-\x7e])*)"', header)
    if plain:
        return re.sub(r"\\\\(.)", r"\1", plain[1])
    coded = re.fullmatch(r"attachment; filename\*=utf-8\'\'((?:[A-Za-z0-9!#$&+.^_`|~-]|%[0-9A-F]{2})*)", header)
    return unquote(coded[1], errors="strict")


@pytest.mark.parametrize("hostile", HOSTILE, ids=[ascii(name) for name in HOSTILE])
def test_r59_offers_its_clean_name_to_every_reader_of_headers(client, organization, alice, now, settings, hostile):
    upload = SimpleUploadedFile("plain", PAGE)
    upload._name = hostile  # Django's own setter cleans it; here nothing has.
    file = store_file(upload=upload, organization=organization, actor=alice, now=now)
    ticket = factories.make_ticket(organization, alice, files=[file])
    client.force_login(alice)

    header = get(client, file)["Content-Disposition"]
    page = client.get(reverse("portal:ticket", args=[ticket.pk])).content.decode()

    assert {read(header) for read in (by_the_mail_parser, by_django, by_the_letter)} == {HOSTILE[hostile]}
    assert f'<bdi class="ltr">{escape(HOSTILE[hostile])}</bdi>' in page
    assert [len(path.name) for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()] == [38]
