"""content_type_of …"""

import pytest

from poshtyar.files.kinds import TEXT, UNKNOWN, content_type_of

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 16


@pytest.mark.parametrize(
    ("head", "content_type"),
    [
        (PNG, "image/png"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "application/pdf"),
        (b"PK\x03\x04" + b"\x00" * 30, "application/zip"),
        (b"MZ" + b"\x00" * 60, "application/x-msdownload"),
        ("سلام، فروشگاه باز نمی‌شه".encode(), TEXT),
        ("م".encode() * 4096, TEXT),
        (("x" + "م" * 4096).encode()[:8192], TEXT),
        (b"<!DOCTYPE html><script>alert(1)</script>", TEXT),
        (b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", TEXT),
        (b"<?xml version='1.0'?><x/>", TEXT),
        (b"alert(1)//", TEXT),
        (b"MIME-Version: 1.0\r\nContent-Type: multipart/related", TEXT),
        (b"\x00\x01\x02\x03", UNKNOWN),
        (b"\xff\xfe\xfa\xfb", UNKNOWN),
        (b"", UNKNOWN),
    ],
)
def test_reads_the_first_bytes_alone(head, content_type):
    assert content_type_of(head) == content_type
