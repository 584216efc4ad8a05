"""Public identifiers, and keys of rows as people type them."""

import re
import secrets

_PUBLIC_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def public_id() -> str:
    """Return 96 random bits as 16 URL-safe characters (`bar.md` R67: guessing one is hopeless)."""
    return secrets.token_urlsafe(12)


def clean_public_id(text: str) -> str:
    """Return the public identifier that a form or an address names, or nothing for what can be none.

    PostgreSQL fails where it is asked to look for a text with a NUL in it.
    """
    return text if _PUBLIC_ID.fullmatch(text) else ""


def row_key(text: str) -> int | None:
    """Return the key of a row that an address or a person names; None for what no column can hold."""
    return int(text) if text.isdecimal() and len(text) < 19 else None
