"""Secrets that came in a link: moved out of the address into a cookie of this browser, until their form is sent.

An address is kept by logs, histories and other sites. A session would take a row of the database for whoever follows
a link, made up or not; a cookie costs nobody but the reader.
"""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import redirect

from poshtyar.common.limits import AN_HOUR
from poshtyar.portal.cookies import keep_signed

COOKIE = "__Host-link" if settings.HTTPS else "link"
INVITATION = "invitation"


def keep_link(kind: str, secret: str, *, then: str) -> HttpResponse:
    """Send the reader on to the page of a link, with its secret in a signed cookie."""
    response = redirect(then)
    # None of ours has other letters, and no header of an answer can carry them.
    keep_signed(response, COOKIE, secret if secret.isascii() else "", salt=kind, seconds=AN_HOUR)
    return response


def kept_link(request, kind: str) -> str:
    """Return the secret of the link of this kind that was followed in the last hour, or nothing."""
    return request.get_signed_cookie(COOKIE, default="", salt=kind, max_age=AN_HOUR)


def forget_link(response: HttpResponse) -> HttpResponse:
    """Take the cookie out of this browser: its link was used."""
    response.delete_cookie(COOKIE, samesite="Lax")
    if settings.HTTPS:
        response.cookies[COOKIE]["secure"] = True  # Without it, browsers ignore the name.
    return response
