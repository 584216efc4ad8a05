"""Small forms without files are read as Django's own parser reads them, and all others by that parser itself."""

from io import BytesIO

import pytest
from django.http.multipartparser import MultiPartParser  # noqa: TID251 (What is compared with.)
from django.test import RequestFactory

from config.forms import FEW_PARTS, SMALL, plain_fields

pytestmark = pytest.mark.once

EMPTY_FILE = b'name="files"; filename=""\r\nContent-Type: application/octet-stream'


def part(head: bytes, value: bytes) -> bytes:
    return b"--b\r\nContent-Disposition: form-data; " + head + b"\r\n\r\n" + value + b"\r\n"


def field(value: bytes, name: bytes = b"body") -> bytes:
    return part(b'name="' + name + b'"', value)


def body_of(*parts: bytes) -> bytes:
    return b"".join(parts) + b"--b--\r\n"


def read_by_django(body: bytes):
    meta = {"CONTENT_TYPE": "multipart/form-data; boundary=b", "CONTENT_LENGTH": str(len(body))}
    return MultiPartParser(meta, BytesIO(body), [], "utf-8").parse()


def sent(body: bytes):
    """Return the request of such a form, with the handlers of the settings."""
    return RequestFactory().generic("POST", "/", body, content_type="multipart/form-data; boundary=b")


PLAIN = {
    "one field": body_of(field(b"hello")),
    "nothing written": body_of(field(b"")),
    "a name twice": body_of(field(b"1"), field(b"2")),
    "Persian": body_of(field("سلام\r\nخوبید؟".encode())),
    "ends with lines": body_of(field(b"\r\n\r\nhello\r\n\r\n")),
    "looks like a head": body_of(field(b'Content-Disposition: form-data; name="x"\r\n\r\ny')),
    "broken letters": body_of(field(b"\xd8\xffa\x00b")),
    "dashes": body_of(field(b"--\r\n--c\r\n--")),
    "no file chosen": body_of(field(b"hello"), part(EMPTY_FILE, b"")),
    "a file without a name": body_of(part(EMPTY_FILE, b"x")),
}


@pytest.mark.parametrize("body", PLAIN.values(), ids=PLAIN)
def test_reads_what_django_reads(body):
    fields, files = read_by_django(body)

    ours = plain_fields(body, b"b", "utf-8")

    assert (ours, list(ours), ours.encoding) == (fields, list(fields), "utf-8")
    assert not files
    with pytest.raises(AttributeError, match="immutable"):
        ours["body"] = "other"


OTHERS = {
    "a file": body_of(part(b'name="files"; filename="a.txt"\r\nContent-Type: text/plain', b"x")),
    "an encoding": body_of(part(b'name="body"\r\nContent-Transfer-Encoding: base64', b"aGVsbG8=")),
    "a name with a star": body_of(part(b"name*=utf-8''body", b"hello")),
    "a name with signs": body_of(field(b"hello", b"bo%22dy")),
    "words before": b"preamble" + body_of(field(b"hello")),
    "words after": body_of(field(b"hello")) + b"epilogue",
    "no end": field(b"hello"),
    "the boundary in a line": body_of(field(b"hello--b there")),
    "bare lines": body_of(field(b"hello")).replace(b"\r\n", b"\n"),
    "nothing": b"",
    "many fields": body_of(*[field(b"x")] * (FEW_PARTS + 1)),
}


@pytest.mark.parametrize("body", OTHERS.values(), ids=OTHERS)
def test_leaves_the_others_to_django(body):
    assert plain_fields(body, b"b", "utf-8") is None


@pytest.mark.parametrize(
    "body",
    [*PLAIN.values(), OTHERS["many fields"], OTHERS["an encoding"], body_of(field(b"x" * SMALL))],
    ids=[*PLAIN, "many fields", "an encoding", "a long text"],
)
def test_a_request_knows_its_fields_whoever_reads_them(body):
    fields, _files = read_by_django(body)

    assert list(sent(body).POST.lists()) == list(fields.lists())


def test_a_small_file_arrives_with_its_fields():
    request = sent(
        body_of(field(b"hello"), part(b'name="files"; filename="a.txt"\r\nContent-Type: text/plain', b"x\r\ny"))
    )

    [upload] = request.FILES.getlist("files")

    assert request.POST.dict() == {"body": "hello"}
    assert (upload.name, upload.content_type, upload.read()) == ("a.txt", "text/plain", b"x\r\ny")
