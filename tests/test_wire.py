"""The served site and its slow, lying and endless clients, byte by byte (R55, R56) …"""

import hashlib
import re
import socket
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from urllib.parse import quote, urlsplit

import httpx2
import pytest
from django.conf import settings as django_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from config import bodies, heads
from poshtyar.files.clients import open_file
from poshtyar.files.operations import store_file
from tests import factories
from tests.site import running_site

pytestmark = pytest.mark.django_db(transaction=True)

KILOBYTE, MEGABYTE = 1024, 1024 * 1024
# More than there are threads for pages.
SLOW_CLIENTS = 12


@pytest.fixture
def session(alice):
    """The cookie of Alice's browser."""
    client = Client()
    client.force_login(alice)
    name = django_settings.SESSION_COOKIE_NAME
    return f"{name}={client.cookies[name].value}"


@pytest.fixture
def small(settings, monkeypatch):
    """Limits that a test can reach: 4 kB for a form, and two files of 64 kB each; little patience at the end."""
    settings.DATA_UPLOAD_MAX_MEMORY_SIZE = 4 * KILOBYTE
    settings.UPLOAD_FILES_PER_MESSAGE, settings.UPLOAD_FILE_BYTES = 2, 64 * KILOBYTE
    monkeypatch.setattr(bodies, "LINGER_SECONDS", 0.5)


def call(address: str) -> socket.socket:
    """Connect, with a small buffer, so that what is sent is nearly what was taken."""
    line = socket.socket()
    line.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 16 * KILOBYTE)
    line.settimeout(20)
    line.connect(("127.0.0.1", urlsplit(address).port))
    return line


def head(path: str, *headers: str, method: str = "POST", session: str = "of=nobody") -> bytes:
    """Return the head of a request; the language is English."""
    start = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", f"Cookie: language=en; {session}"]
    return "\r\n".join([*start, *headers, "", ""]).encode()


def answer_of(line: socket.socket) -> str:
    """Return all that comes until the other side closes."""
    heard = b""
    try:
        while piece := line.recv(65536):
            heard += piece
    except ConnectionResetError:
        pass  # Closed with our bytes unread; what came before has been heard.
    return heard.decode()


def send_without_end(line: socket.socket, piece: bytes, most: int) -> int:
    """Send until we are cut off; return how much went out."""
    sent = 0
    try:
        while sent < most:
            line.sendall(piece)
            sent += len(piece)
    except (BrokenPipeError, ConnectionResetError):
        pass
    return sent


@pytest.mark.parametrize("path", ["/login/", "/demo/bank/pg/v4/payment/verify.json"])
def test_r56_an_endless_body_in_chunks_is_cut_off_with_a_page_in_words(small, session, path, settings, capfd):
    settings.ROOT_URLCONF = "tests.demo_urls"
    kind = "Content-Type: multipart/form-data; boundary=b"
    with running_site() as address, call(address) as line:
        line.sendall(head(path, kind, "Transfer-Encoding: chunked", session=session))
        sent = send_without_end(line, b"1000\r\n" + b"x" * 4096 + b"\r\n", 64 * MEGABYTE)
        answer = answer_of(line)

    # The machine's own buffers on the way hold some megabytes; test_bodies.py counts what we read to the byte.
    assert sent < 16 * MEGABYTE
    assert answer.startswith("HTTP/1.1 413")
    assert "connection: close" in answer.lower()
    assert "This is more than we can take at once" in answer
    assert "Exception in ASGI application" not in capfd.readouterr().err


@pytest.mark.parametrize("path", ["/login/", "/nowhere/", "/demo/bank/pg/v4/payment/verify.json"])
def test_r56_a_length_over_the_limit_is_answered_before_anything_is_sent(small, settings, path):
    settings.ROOT_URLCONF = "tests.demo_urls"
    with running_site() as address, call(address) as line:
        begun = time.monotonic()
        line.sendall(head(path, "Content-Type: text/plain", "Content-Length: 100000000000"))
        answer = answer_of(line)

    assert answer.startswith("HTTP/1.1 413")
    assert time.monotonic() - begun < 10


def test_r56_nobody_is_invited_to_send_too_much(small):
    with running_site() as address, call(address) as line:
        line.sendall(head("/login/", "Expect: 100-continue", "Content-Length: 100000000000"))
        answer = answer_of(line)

    assert answer.startswith("HTTP/1.1 413")
    assert "100 Continue" not in answer


def test_r56_more_than_was_announced_is_not_read_as_part_of_the_form(small):
    with running_site() as address, call(address) as line:
        line.sendall(head("/login/", "Content-Type: application/x-www-form-urlencoded", "Content-Length: 10"))
        send_without_end(line, b"x" * 4096, 4 * MEGABYTE)
        answer = answer_of(line)

    assert answer.count("HTTP/1.1 ") <= 2
    assert "HTTP/1.1 400" in answer or answer.startswith("HTTP/1.1 403")


def test_r56_two_lengths_that_disagree_are_refused(small):
    form = "Content-Type: application/x-www-form-urlencoded"
    with running_site() as address:
        for lengths in (
            ["Content-Length: 4", "Transfer-Encoding: chunked"],
            ["Content-Length: 4", "Content-Length: 5"],
        ):
            with call(address) as line:
                line.sendall(head("/login/", form, *lengths) + b"0\r\n\r\nGET /smuggled HTTP/1.1\r\n\r\n")
                answer = answer_of(line)
            assert answer.startswith("HTTP/1.1 400")
            assert answer.count("HTTP/1.1 ") == 1


def test_r56_a_compressed_body_is_refused_in_words(small):
    with running_site() as address, call(address) as line:
        line.sendall(head("/login/", "Content-Encoding: gzip", "Content-Length: 20") + b"\x1f\x8b" + b"\0" * 18)
        answer = answer_of(line)

    assert answer.startswith("HTTP/1.1 415")
    assert "We cannot read compressed requests" in answer


def test_r56_files_of_a_stranger_are_refused_in_words(small):
    kind, length = "Content-Type: multipart/form-data; boundary=b", f"Content-Length: {64 * KILOBYTE}"
    with running_site() as address, call(address) as line:
        line.sendall(head("/tickets/new/", kind, length))
        answer = answer_of(line)

    assert answer.startswith("HTTP/1.1 403")
    assert "Log in before you send files" in answer


@pytest.mark.once
@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("kind", ['text/plain; a="' + ";" * 60_000, "text/plain; charset=hex; a*=none''%41"])
def test_r38_a_kind_that_nobody_sends_costs_nothing_and_is_no_failure(method, kind, capfd):
    begun = time.process_time()
    with running_site() as address, call(address) as line:
        line.sendall(head("/login/", f"Content-Type: {kind}", "Connection: close", "Content-Length: 0", method=method))
        answer = answer_of(line)

    assert answer.startswith("HTTP/1.1 200" if method == "GET" else "HTTP/1.1 403")
    assert "content-security-policy" in answer
    assert "Traceback" not in capfd.readouterr().err
    assert time.process_time() - begun < 4


@pytest.mark.once
@pytest.mark.parametrize(
    ("target", "hosts"),
    [
        ("http://127.0.0.1/login/", ["evil.example"]),
        ("/login/", ["127.0.0.1", "evil.example"]),
        ("/login/", ["evil.example", "127.0.0.1"]),
        ("/login/", ["evil.example@127.0.0.1"]),
        ("/login/", ["127.0.0.1:evil"]),
        ("/login/", ["127.0.0.1\r\n evil.example"]),
    ],
)
def test_r76_a_host_that_is_not_ours_is_answered_by_nothing(target, hosts):
    named = [f"Host: {host}" for host in hosts]
    with running_site() as address, call(address) as line:
        line.sendall("\r\n".join([f"GET {target} HTTP/1.1", *named, "Connection: close", "", ""]).encode())
        answer = answer_of(line)

    assert answer.startswith("HTTP/1.1 400")
    assert "evil" not in answer


@pytest.mark.once
def test_r76_an_address_with_a_host_is_the_page_of_this_site():
    with running_site() as address, call(address) as line:
        line.sendall(b"GET http://evil.example/login HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n")
        answer = answer_of(line)

    assert answer.startswith("HTTP/1.1 301")
    assert "evil" not in answer


ENDLESS_HEADS = {
    "an address": (b"GET /", b"a" * 4096),
    "one field": (head("/login/", method="GET")[:-2] + b"X-A: ", b"a" * 4096),
    "many fields": (head("/login/", method="GET")[:-2], b"X: a\r\n" * 600),
    "fields behind a body in chunks": (head("/login/", "Transfer-Encoding: chunked") + b"0\r\n", b"X: a\r\n" * 600),
    "words of a chunk": (head("/login/", "Transfer-Encoding: chunked") + b"1;", b"a" * 4096),
}


@pytest.mark.once
@pytest.mark.parametrize("kind", ENDLESS_HEADS)
def test_r56_a_head_without_end_is_cut_off(kind):
    begin, more = ENDLESS_HEADS[kind]
    with running_site() as address, call(address) as line:
        line.sendall(begin)
        sent = send_without_end(line, more, 64 * MEGABYTE)
        answer = answer_of(line)
        others = httpx2.get(f"{address}/healthz").status_code

    # What the machine's own buffers hold on the way, and no more.
    assert sent < 16 * MEGABYTE
    assert answer.startswith("HTTP/1.1 431") or answer == ""
    assert others == 200


@pytest.mark.once
def test_r38_whoever_never_ends_a_head_is_let_go(monkeypatch):
    monkeypatch.setattr(heads, "SECONDS", 0.5)
    half = head("/login/", method="GET")[:-2]
    with running_site() as address, call(address) as silent, call(address) as slow, call(address) as again:
        slow.sendall(half)
        again.sendall(head("/healthz", method="GET"))
        answered = again.recv(65536)
        again.sendall(half)
        left = [b"HTTP/1.1" in answer_of(line).encode() for line in (silent, slow, again)]

    assert answered.startswith(b"HTTP/1.1 200")
    assert left == [False] * 3


def test_large_heads_one_after_the_other_are_read():
    with running_site() as address, httpx2.Client(base_url=address, headers={"X-A": "a" * 60_000}) as browser:
        assert [browser.get("/healthz").status_code for _ in range(3)] == [200] * 3


def test_a_form_in_chunks_is_read_like_any_other():
    token = "t" * 32
    body = f"csrfmiddlewaretoken={token}&language=en&next=/".encode()
    with running_site() as address:
        answer = httpx2.post(
            address + reverse("portal:set_language"),
            content=iter([body[:10], body[10:]]),
            headers={
                "Content-Type": "application/x-www-form-urlencoded",
                "Cookie": f"{django_settings.CSRF_COOKIE_NAME}={token}",
                "Origin": address,
            },
        )

    assert answer.status_code == 302
    assert answer.cookies["language"] == "en"


@pytest.mark.parametrize("with_files", [True, False])
def test_text_of_a_megabyte_is_answered_in_words_and_kept(alice, organization, session, with_files):
    text = "متن " * 250_000
    ticket = factories.make_ticket(organization, alice)
    page = f"/tickets/{ticket.pk}/"
    with running_site() as address, httpx2.Client(base_url=address, timeout=60, headers={"Cookie": session}) as browser:
        shown = browser.get(page)
        form = {
            name: re.search(rf'name="{name}" value="([^"]+)"', shown.text)[1]
            for name in ("csrfmiddlewaretoken", "nonce")
        }
        cookies = f"{session}; {django_settings.CSRF_COOKIE_NAME}={shown.cookies[django_settings.CSRF_COOKIE_NAME]}"
        answer = browser.post(
            f"{page}reply/",
            data={**form, "body": text},
            files={"files": ("", b"")} if with_files else None,
            headers={"Origin": address, "Cookie": cookies},
        )

    assert answer.status_code == 422
    assert "۱۰۰٬۰۰۰" in answer.text
    assert text.strip() in answer.text
    assert len(quote(text)) > 5 * MEGABYTE


@pytest.fixture
def large_file(alice, organization, now):
    """A file of 24 MB, whose every part differs, on a ticket of Alice's."""
    content = b"".join(n.to_bytes(8, "big") for n in range(3 * MEGABYTE))
    file = store_file(upload=SimpleUploadedFile("video.bin", content), organization=organization, actor=alice, now=now)
    factories.make_ticket(organization, alice, files=[file])
    return file


def test_r55_slow_readers_hold_no_thread_and_get_every_byte(large_file, session):
    path = reverse("portal:file", args=[large_file.public_id])
    with running_site() as address, ExitStack() as slow:
        lines = [slow.enter_context(call(address)) for _ in range(SLOW_CLIENTS)]
        for line in lines:
            line.sendall(head(path, "Connection: close", method="GET", session=session))
            line.recv(1)
        begun = time.monotonic()
        status = httpx2.get(f"{address}/healthz", timeout=20).status_code
        waited = time.monotonic() - begun
        whole = b""
        while piece := lines[0].recv(MEGABYTE):
            whole += piece

    assert (status, waited < 5) == (200, True)
    assert b" 200 " in whole.partition(b"\r\n")[0]
    assert hashlib.sha256(whole.partition(b"\r\n\r\n")[2]).hexdigest() == large_file.sha256


@pytest.mark.parametrize(
    ("asked", "start", "end"), [("100-", 100, None), ("100-199", 100, 200), (f"{20 * MEGABYTE}-", 20 * MEGABYTE, None)]
)
def test_r55_a_part_of_a_file_arrives_as_that_part(large_file, session, asked, start, end):
    address_of = reverse("portal:file", args=[large_file.public_id])
    whole = open_file(large_file.path).read()
    with running_site() as address:
        answer = httpx2.get(address + address_of, headers={"Cookie": session, "Range": f"bytes={asked}"}, timeout=30)
        head_only = httpx2.head(address + address_of, headers={"Cookie": session}, timeout=30)

    assert answer.status_code == 206
    assert answer.content == whole[start:end]
    assert (head_only.status_code, head_only.headers["Content-Length"]) == (200, str(large_file.bytes))
    assert head_only.content == b""


def test_r55_a_reader_who_leaves_leaves_no_file_open(large_file, session):
    path = reverse("portal:file", args=[large_file.public_id])
    with running_site() as address:
        for _ in range(5):
            with call(address) as line:
                line.sendall(head(path, method="GET", session=session))
                line.recv(1)
        deadline = time.monotonic() + 20
        while large_file.path in opened() and time.monotonic() < deadline:
            time.sleep(0.05)

    assert large_file.path not in opened()


def opened() -> str:
    """Return the names of all files that this process has open."""
    names = []
    for descriptor in Path("/proc/self/fd").iterdir():
        with suppress(FileNotFoundError):
            names.append(str(descriptor.readlink()))
    return "\n".join(names)


def test_whoever_asks_for_a_web_socket_is_refused_and_nothing_fails(caplog):
    handshake = {
        "Connection": "Upgrade",
        "Upgrade": "websocket",
        "Sec-WebSocket-Version": "13",
        "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==",
    }
    with running_site() as site:
        answer = httpx2.get(site, headers=handshake)

    assert answer.status_code == 403
    assert [record.getMessage() for record in caplog.records if record.levelname == "ERROR"] == []
