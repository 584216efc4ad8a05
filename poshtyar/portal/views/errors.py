"""Pages for what went wrong.

They read no table and no session, because a broken database is one of the things that may have gone wrong.
"""

import logging
import secrets

from django.conf import settings
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils.translation import get_language_bidi, gettext

from poshtyar.common.numbers import END_OF_ISOLATE, LTR_ISOLATE, current_language
from poshtyar.ui.middleware import THEMES

logger = logging.getLogger("poshtyar.errors")
# Without 0, O, 1 and I: people read the code aloud.
CODE_LETTERS, CODE_LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 4
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}


def bad_request(request, exception=None):
    """Answer 400."""
    title = gettext("This request makes no sense to us")
    return _answer(request, 400, title, gettext("Go back and try again. Nothing changed."))


def forbidden(request, exception=None):
    """Answer 403."""
    title = gettext("You may not see this page")
    return _answer(request, 403, title, gettext("If you should, ask the owner of your organization, or us."))


def csrf_failure(request, reason=""):
    """Answer a form without its token."""
    title = gettext("This page was open for too long")
    return _answer(
        request,
        403,
        title,
        gettext("Nothing changed. Go back, load the page again, and send what you wrote once more."),
    )


def not_found(request, exception=None):
    """Answer 404."""
    title = gettext("There is no such page")
    return _answer(request, 404, title, gettext("The address may be wrong, or the page is not for this account."))


def server_error(request):
    """Answer 500, with a code that stands in the log too."""
    code = "E-" + "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    logger.error("follow-up code %s: %s %s failed", code, request.method, request.path)
    if request.method in SAFE_METHODS:
        text = gettext("Nothing changed and no coins moved.")
    else:
        # The failure may have come after the change was kept.
        text = gettext("Before you send it again, see whether it is already there.")
    follow_up = gettext("Follow-up code: %(code)s") % {"code": f"{LTR_ISOLATE}{code}{END_OF_ISOLATE}"}
    response = _answer(request, 500, gettext("Something went wrong on our side"), text, follow_up)
    response.headers["X-Follow-Up"] = code
    return response


def _answer(request, status: int, title: str, text: str, follow_up: str = "") -> HttpResponse:
    """Return the page, or for htmx the sentence alone, since it lands inside a page."""
    template = "portal/_error.html" if request.headers.get("HX-Request") == "true" else "portal/error.html"
    language = current_language()
    context = {
        "status": status,
        "error_title": title,
        "error_text": text,
        "follow_up": follow_up,
        "language": language,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "theme": getattr(request, "theme", THEMES[0]),
        "agency_name": settings.AGENCY_NAME[language],
        "agency_phone": settings.AGENCY_PHONE,
    }
    return HttpResponse(render_to_string(template, context), status=status)
