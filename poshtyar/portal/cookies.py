"""Signed cookies of this site: no script reads them, and no other site sends them along with its posts."""

from django.conf import settings
from django.http import HttpResponse


def keep_signed(response: HttpResponse, name: str, value: str, *, salt: str, seconds: int) -> None:
    """Keep a value in this browser for so long; it is read again by the same salt alone."""
    response.set_signed_cookie(
        name, value, salt=salt, max_age=seconds, secure=settings.HTTPS, httponly=True, samesite="Lax"
    )
