"""Public identifiers."""

import secrets


def public_id() -> str:
    """Return 96 random bits as 16 URL-safe characters (`bar.md` R67: guessing one is hopeless)."""
    return secrets.token_urlsafe(12)
