"""R55: a slow or vanished sender holds no thread, and what was sent arrives as it was sent."""

import asyncio
import re
import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx2
import pytest
from django.conf import settings
from django.test import Client

from config.bodies import MEMORY, whole_body
from poshtyar.files.models import StoredFile
from tests import factories
from tests.site import running_site

SLOW_CLIENTS = 20


def sent_in(*messages) -> list[tuple[bytes, bool]] | None:
    """Return what a page would receive, each piece with whether more follows; None when it never starts."""

    async def receive_all():
        waiting = iter(messages)

        async def receive():
            return next(waiting)

        async with whole_body(receive) as receive_again:
            if receive_again is None:
                return None
            pieces = [await receive_again()]
            while pieces[-1]["more_body"]:
                pieces.append(await receive_again())
            return [(piece["body"], piece["more_body"]) for piece in pieces]

    return asyncio.run(receive_all())


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
