"""R38, R77: nothing in the head of a request is believed, or read for long, that no browser and no proxy says."""

import time

import pytest

from config.heads import plain_head

pytestmark = pytest.mark.once

FORM = b"application/x-www-form-urlencoded"
PLAIN = [
    FORM,
    FORM + b";charset=UTF-8",
    FORM + b"; charset=utf8",
    b"multipart/form-data; boundary=----WebKitFormBoundaryh8Tg7Dl2oYpJrXzQ",
    b"multipart/form-data; boundary=---------------------------9051914041544843365972754266",
    b'multipart/form-data; boundary="a=b+c/d"; charset="utf-8"',
    b"application/json",
    b"application/vnd.api+json",
]
STRANGE = [
    b"multipart/form-data; boundary=b; charset=punycode",
    b"multipart/form-data; charset=hex; boundary=b",
    b"text/plain; a*=nonsense''%41",
    b"text/plain; charset*=utf-8''hex",
    b'text/plain; a="' + b";" * 60_000,
    b"text/plain" + b";a" * 30_000,
    b"text",
    b"",
]


def kept(*headers: tuple[bytes, bytes]) -> list[tuple[bytes, bytes]]:
    return plain_head({"type": "http", "headers": headers})["headers"]


@pytest.mark.parametrize("kind", PLAIN)
def test_a_kind_that_browsers_and_banks_send_stays(kind):
    assert kept((b"host", b"a"), (b"content-type", kind)) == [(b"host", b"a"), (b"content-type", kind)]


@pytest.mark.parametrize("kind", STRANGE, ids=range(len(STRANGE)))
def test_r38_any_other_kind_is_as_none(kind):
    begun = time.process_time()

    assert kept((b"host", b"a"), (b"content-type", kind)) == [(b"host", b"a")]
    assert time.process_time() - begun < 0.1


def test_r38_two_kinds_are_as_none():
    assert kept((b"content-type", FORM), (b"content-type", FORM)) == []


def test_r77_no_header_is_read_as_another_one():
    headers = ((b"x_forwarded_for", b"1.2.3.4"), (b"x-forwarded_proto", b"https"), (b"x-forwarded-for", b"10.0.0.9"))

    assert kept(*headers) == [(b"x-forwarded-for", b"10.0.0.9")]
