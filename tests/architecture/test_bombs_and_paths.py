"""R60 and R61: files that unpack to more than there is, and names that climb out of their folder.

Nothing that is sent is unpacked, decoded or drawn here, and no name of a user is joined to a path; what follows would
be the first to notice.
"""

import gzip
import io
import struct
import time
import tracemalloc
import zipfile
import zlib
from itertools import product
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from poshtyar.files.models import StoredFile

pytestmark = pytest.mark.django_db
MEGABYTE = 1024 * 1024


def zip_of(files: dict[str, bytes]) -> bytes:
    """Return an archive."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def nested_zip() -> bytes:
    """Return sixteen archives in one, ten deep: 16 to the tenth times a megabyte, as 42.zip does it."""
    packed = zip_of({"0": b"\0" * MEGABYTE})
    for _ in range(10):
        packed = zip_of({f"{number}.zip": packed for number in range(16)})[: 8 * MEGABYTE]
    return packed


def picture(width: int, height: int) -> bytes:
    """Return a PNG that says it is so large, and is short."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    header = struct.pack(">IIBBBBB", width, height, 8, 6, 0, 0, 0)
    pixels = zlib.compress(b"\0" * (4 * MEGABYTE), 9)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", pixels) + chunk(b"IEND", b"")


def laughs() -> bytes:
    """Return a drawing whose text is a billion words."""
    entities = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 10))
    return f'<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY l0 "lol">{entities}]><svg><text>&l9;</text></svg>'.encode()


BOMBS = {
    "nested.zip": nested_zip,
    "four-gigabytes.gz": lambda: gzip.compress(b"\0" * (64 * MEGABYTE), 9) * 64,
    "endless.png": lambda: picture(30_000, 30_000),
    "laughs.svg": laughs,
    "laughs.xml": laughs,
    "document.docx": lambda: zip_of({"[Content_Types].xml": laughs(), "word/document.xml": b"\0" * (64 * MEGABYTE)}),
    "climbing.zip": lambda: zip_of({"../../../../tmp/poshtyar-climbed": b"x", "/etc/poshtyar-climbed": b"x"}),
}
CLIMBED = [Path("/tmp/poshtyar-climbed"), Path("/etc/poshtyar-climbed")]  # noqa: S108 (where it would go)


@pytest.mark.parametrize("name", BOMBS)
def test_r61_is_kept_as_it_came_and_costs_no_more_than_its_bytes(name, alice, organization, settings):
    client, content = Client(), BOMBS[name]()
    client.force_login(alice)
    client.get(reverse("portal:tickets"))

    tracemalloc.start()
    begun = time.process_time()
    answer = client.post(reverse("portal:store_file_for_ticket"), {"file": SimpleUploadedFile(name, content)})
    kept = StoredFile.objects.get()
    form = {
        "subject": "x",
        "body": "x",
        "effect": "question",
        "nonce": "a-nonce-of-bombs",
        "kept_files": [answer.json()["id"]],
    }
    ticket = client.post(reverse("portal:open_ticket"), form)
    page = client.get(ticket.url)
    downloaded = b"".join(client.get(reverse("portal:file", args=[kept.public_id])))
    took, peak = time.process_time() - begun, tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    on_disk = [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]
    assert (answer.status_code, page.status_code) == (200, 200) or answer.status_code == 201
    assert downloaded == content
    assert [path.stat().st_size for path in on_disk] == [len(content)]
    assert took <= 2
    assert peak <= 4 * len(content) + 20 * MEGABYTE
    assert not [path for path in CLIMBED if path.exists()]


DOTS = ["../", "..\\", "..%2f", "%2e%2e/", "%2e%2e%2f", "..%5c", "%252e%252e%252f", "..%c0%af", "%c0%ae%c0%ae/"]
DOTS += ["....//", "..;/", ".../", "..%00/", "．．/", "%ef%bc%8e%ef%bc%8e/", "/%5c../", "./.././"]
TARGETS = ["etc/passwd", "etc%2fpasswd", "config/settings.py", "secret_key", "poshtyar.sqlite3", "windows/win.ini"]
CLIMBS = sorted(
    {f"{dots * depth}{target}" for dots, depth, target in product(DOTS, (1, 3, 8), TARGETS)}
    | {f"{dots * 8}{target}%00.txt" for dots, target in product(DOTS, TARGETS)}
    | {f"/{target}" for target in TARGETS}
    | {f"file:///{target}" for target in TARGETS}
)


def test_r60_no_climbing_address_reads_anything(client, alice, organization, settings, tmp_path):
    settings.STATIC_ROOT = tmp_path / "static"
    settings.STATIC_ROOT.mkdir()
    (tmp_path / "secret_key").write_text("planted-secret")
    client.force_login(alice)

    read = []
    for climb in CLIMBS:
        for place in ("/files/", "/static/"):
            answer = client.get(f"{place}{climb}")
            said = b"".join(answer) if answer.streaming else answer.content
            if answer.status_code == 200 or b"root:" in said or b"planted-secret" in said:
                read.append((place, climb))

    assert len(CLIMBS) > 400
    assert read == []


def test_r60_no_climbing_name_of_a_form_is_joined_to_a_path(client, alice, organization, settings):
    client.force_login(alice)
    before = set(Path(settings.MEDIA_ROOT).parent.rglob("*"))

    for climb in CLIMBS[::7]:
        form = {"subject": "x", "body": "x", "effect": "question", "nonce": "a-nonce-of-climbs", "kept_files": climb}
        assert client.post(reverse("portal:open_ticket"), form | {"store": climb}).status_code in (409, 422)
        assert client.post(reverse("portal:set_language"), {"language": climb}).status_code == 400
        remove = client.post(f"/uploads/{climb}/remove/")
        assert remove.status_code == 404

    assert set(Path(settings.MEDIA_ROOT).parent.rglob("*")) == before
