"""Browsers in which a person has logged in before: strangers' guesses do not close the door to them (`bar.md` R79).

A signed cookie names the browser and, as hashes, whose addresses and numbers it has been used with. It lets nobody in;
it only gives the tries that are made from it a count of their own. See docs/decisions/0015.
"""

import logging
import secrets
from functools import wraps

from allauth.account.internal.flows.login import get_authentication_records
from django.conf import settings
from django.http import HttpResponse
from django.utils.crypto import salted_hmac

from poshtyar.common.security import note
from poshtyar.portal.cookies import keep_signed

COOKIE = "__Host-browser" if settings.HTTPS else "browser"
A_YEAR = 365 * 24 * 3600
PEOPLE = 10  # who share a browser; the longest absent is forgotten


def known_browser(request, name: str) -> str:
    """Return the browser's own name, if the person of this e-mail address or number has logged in from it."""
    browser, names = _kept(request)
    return browser if _hash(name) in names else ""


def remember_browser(request, response: HttpResponse, *names: str | None) -> HttpResponse:
    """Keep in this browser that the person of these names proved to be themselves in it."""
    browser, kept = _kept(request)
    new = [_hash(name) for name in names if name]
    kept = [*new, *(name for name in kept if name not in new)][: 2 * PEOPLE]
    value = ".".join([browser or secrets.token_hex(8), *kept])
    keep_signed(response, COOKIE, value, salt=COOKIE, seconds=A_YEAR)
    return response


def remembers_browser(view):
    """Remember the browser of whoever is logged in by this view, and note the log-in."""

    @wraps(view)
    def remembering(request, *args, **kwargs):
        was_known = request.user.is_authenticated
        response = view(request, *args, **kwargs)
        if request.user.is_authenticated and not was_known:
            person = request.user
            ways = ", ".join(record["method"] for record in get_authentication_records(request, person))
            note("logged_in", level=logging.INFO, person=person.public_id, ways=ways)
            remember_browser(request, response, person.email, person.mobile)
        return response

    return remembering


def _kept(request) -> tuple[str, list[str]]:
    value = request.get_signed_cookie(COOKIE, default="", salt=COOKIE, max_age=A_YEAR)
    browser, *names = value.split(".")
    return browser, names


def _hash(name: str) -> str:
    """Return what is kept of an address or a number: whoever reads the cookie learns none."""
    return salted_hmac("poshtyar.portal.browsers", name.lower(), algorithm="sha256").hexdigest()[:32]
