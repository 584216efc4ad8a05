"""R55, R56: a slow or vanished sender holds no thread, what was sent arrives as it was, and too much is cut off."""

import asyncio
import re
import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx2
import pytest
from django.conf import settings
from django.test import Client

from config import bodies
from config.bodies import MEMORY, whole_request
from poshtyar.common.bodies import REFUSED, STRANGERS_FORM, BodyRefusal, largest_form, largest_upload
from poshtyar.files.models import StoredFile
from tests import factories
from tests.site import running_site

pytestmark = pytest.mark.once

SLOW_CLIENTS = 20


FORM, FILES = b"application/x-www-form-urlencoded", b"multipart/form-data; boundary=b"
KILOBYTE = 1024


def heard(*messages, member: bool = True, **headers: bytes) -> tuple[list[tuple[bytes, bool]], dict, int] | None:
    """Return what a page would receive, each piece with whether more follows, its scope, and how much was read.

    None when the page never starts.
    """
    read = 0

    async def receive_all():
        waiting = iter(messages)

        async def receive():
            nonlocal read
            message = next(waiting)
            read += len(message.get("body", b""))
            return message

        async def is_member(scope):
            return member

        async def send(message):
            raise AssertionError("Nothing is answered here.")

        given = [(name.replace("_", "-").encode(), value) for name, value in headers.items()]
        async with whole_request({"headers": given}, receive, send, is_member) as request:
            if request is None:
                return None
            pieces = [await request.receive()]
            while pieces[-1]["more_body"]:
                pieces.append(await request.receive())
            return [(piece["body"], piece["more_body"]) for piece in pieces], request.scope, read

    return asyncio.run(receive_all())


def sent_in(*messages, **headers) -> list[tuple[bytes, bool]] | None:
    """Return what a page would receive of these."""
    whole = heard(*messages, **headers)
    return whole and whole[0]


def refusal_of(*messages, **headers) -> BodyRefusal | None:
    """Return why these were refused."""
    pieces, scope, _read = heard(*messages, **headers)
    refusal = scope.get(REFUSED)
    assert not refusal or pieces == [(b"", False)]
    return refusal


def piece(body: bytes, *, more: bool) -> dict:
    return {"type": "http.request", "body": body, "more_body": more}


def test_pieces_become_one():
    assert sent_in(piece(b"ab", more=True), piece(b"c", more=False)) == [(b"abc", False)]


def test_an_empty_body_is_one_empty_piece():
    assert sent_in(piece(b"", more=False)) == [(b"", False)]


@pytest.mark.parametrize(("size", "sizes"), [(MEMORY, [MEMORY]), (MEMORY + 1, [MEMORY, 1]), (2 * MEMORY, [MEMORY] * 2)])
def test_a_large_body_is_read_in_parts(size, sizes):
    parts = sent_in(piece(b"x" * size, more=False))

    assert [len(body) for body, _ in parts] == sizes
    assert [more for _, more in parts] == [True] * (len(sizes) - 1) + [False]


def test_a_sender_who_leaves_starts_nothing():
    assert sent_in(piece(b"ab", more=True), {"type": "http.disconnect"}) is None


@pytest.fixture
def small(settings):
    """Limits that a test can reach: 4 kB for a form, and two files of 8 kB each."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * KILOBYTE
    settings.UPLOAD_FILES_PER_MESSAGE, settings.UPLOAD_FILE_BYTES = 2, 8 * KILOBYTE


def test_the_length_of_a_body_in_chunks_is_known_to_the_page():
    _pieces, scope, _read = heard(piece(b"ab", more=True), piece(b"c", more=False), transfer_encoding=b"chunked")

    assert scope["headers"] == [(b"content-length", b"3")]


@pytest.mark.parametrize("kind", [FORM, FILES])
def test_r56_a_body_of_exactly_the_limit_is_taken_and_one_byte_more_is_not(small, kind):
    limit = largest_upload() if kind == FILES else largest_form()

    assert refusal_of(piece(b"x" * limit, more=False), content_type=kind) is None
    assert refusal_of(piece(b"x" * (limit + 1), more=False), content_type=kind) is BodyRefusal.TOO_LARGE


def test_r56_a_length_over_the_limit_is_refused_unread(small):
    _pieces, scope, read = heard(content_type=FILES, content_length=b"%d" % (largest_upload() + 1))

    assert (scope[REFUSED], read) == (BodyRefusal.TOO_LARGE, 0)


@pytest.mark.parametrize("headers", [{}, {"content_length": b"10"}, {"content_length": b"lies"}])
def test_r56_a_body_without_end_is_cut_at_the_limit(small, headers):
    endless = [piece(b"x" * KILOBYTE, more=True)] * 1000

    _pieces, scope, read = heard(*endless, content_type=FILES, **headers)

    assert scope[REFUSED] is BodyRefusal.TOO_LARGE
    assert read == largest_upload() + KILOBYTE


@pytest.mark.parametrize("encoding", [b"gzip", b"br", b"GZIP, identity", b"nonsense"])
def test_r56_a_compressed_body_is_refused_unread(encoding):
    _pieces, scope, read = heard(content_type=FORM, content_encoding=encoding)

    assert (scope[REFUSED], read) == (BodyRefusal.ENCODED, 0)


def test_r56_files_of_somebody_who_is_not_logged_in_are_refused_unread(small):
    announced = b"%d" % (largest_form() + 1)

    _pieces, scope, read = heard(content_type=FILES, content_length=announced, member=False)

    assert (scope[REFUSED], read) == (BodyRefusal.STRANGER, 0)


def test_r56_a_small_form_of_somebody_who_is_not_logged_in_is_taken(small):
    assert refusal_of(piece(b"x" * KILOBYTE, more=False), content_type=FILES, member=False) is None


@pytest.mark.parametrize("kind", [FORM, FILES])
def test_r56_a_long_form_of_somebody_who_is_not_logged_in_is_cut_before_it_touches_the_disk(kind):
    assert STRANGERS_FORM <= MEMORY
    endless = [piece(b"x" * KILOBYTE, more=True)] * 1000

    assert refusal_of(piece(b"x" * STRANGERS_FORM, more=False), content_type=kind, member=False) is None
    _pieces, scope, read = heard(*endless, content_type=kind, member=False)

    assert (scope[REFUSED], read) == (BodyRefusal.STRANGER, STRANGERS_FORM + KILOBYTE)


def test_r30_a_large_body_is_refused_when_the_disk_has_no_room(monkeypatch):
    monkeypatch.setattr(bodies, "room", lambda folder: -1)

    assert refusal_of(piece(b"x" * MEMORY, more=False), content_type=FILES) is None
    assert refusal_of(piece(b"x" * (MEMORY + 1), more=False), content_type=FILES) is BodyRefusal.NO_ROOM


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("kind", ["multipart/form-data; boundary=b", "application/x-www-form-urlencoded"])
def test_r55_slow_senders_hold_no_thread(kind):
    head = f"POST /login/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: {kind}\r\nContent-Length: 1000\r\n\r\nhalf"

    with running_site() as address, ExitStack() as slow:
        for _ in range(SLOW_CLIENTS):
            client = slow.enter_context(socket.create_connection(("127.0.0.1", urlsplit(address).port)))
            client.sendall(head.encode())
        answer = httpx2.get(f"{address}/healthz", timeout=20)

    assert answer.status_code == 200


@pytest.mark.django_db(transaction=True)
def test_an_upload_larger_than_memory_arrives_whole(alice, organization, tmp_path):
    ticket, text = factories.make_ticket(organization, alice), b"log line\n" * 100_000
    client = Client()
    client.force_login(alice)
    cookies = {settings.SESSION_COOKIE_NAME: client.cookies[settings.SESSION_COOKIE_NAME].value}

    with running_site() as address, httpx2.Client(base_url=address, cookies=cookies, timeout=30) as browser:
        page = browser.get(f"/tickets/{ticket.pk}/").text
        form = {
            name: re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("csrfmiddlewaretoken", "nonce")
        }
        answer = browser.post(
            f"/tickets/{ticket.pk}/reply/",
            data={**form, "body": "Here it is."},
            files={"files": ("a.log", text)},
            headers={"Origin": address},
        )

    stored = StoredFile.objects.get()
    assert (answer.status_code, stored.bytes) == (302, len(text))
    assert (settings.MEDIA_ROOT / stored.path).read_bytes() == text
