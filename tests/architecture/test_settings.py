"""The settings and their description agree."""

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def test_every_variable_read_is_described():
    code = "".join((ROOT / "config" / name).read_text() for name in ("settings.py", "asgi.py"))
    read = set(re.findall(r'(?:env\.\w+\(|environ\.get\(|environ\[|\A)"([A-Z_]+)"', code))

    described = set(re.findall(r"^([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE))

    assert "POSHTYAR_DATA" in read
    assert read - described == set()
    assert described - read - {"REDIS_URL"} == set()
