"""Public identifiers, and keys of rows as people type them."""

import secrets


def public_id() -> str:
    """Return 96 random bits as 16 URL-safe characters (`bar.md` R67: guessing one is hopeless)."""
    return secrets.token_urlsafe(12)


def row_key(text: str) -> int | None:
    """Return the key of a row that an address or a person names; None for what no column can hold."""
    return int(text) if text.isdecimal() and len(text) < 19 else None
