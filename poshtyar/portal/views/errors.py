"""Pages for what went wrong.

They read no table and no session, because a broken database is one of the things that may have gone wrong.
"""

import logging
import secrets
import sys
from functools import wraps

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpResponse
from django.template.loader import render_to_string
from django.utils import translation
from django.utils.http import escape_leading_slashes
from django.utils.translation import get_language_bidi, gettext

from poshtyar.common.bodies import MEGABYTE, BodyRefusal, largest_form
from poshtyar.common.numbers import END_OF_ISOLATE, LTR_ISOLATE, current_language, format_number
from poshtyar.common.outages import Outage, outage_of
from poshtyar.common.paths import readable_path
from poshtyar.common.security import note, note_missing
from poshtyar.ui.middleware import language_of_cookie, theme_of_cookie

logger = logging.getLogger("poshtyar.errors")
# Without 0, O, 1 and I: people read the code aloud.
CODE_LETTERS, CODE_LENGTH = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ", 4
SAFE_METHODS = {"GET", "HEAD", "OPTIONS"}
RETRY_SECONDS = 10
STAFF_PAGES = "/console/"
BESIDE_THE_FORM = {"HX-Retarget": "#messages", "HX-Reswap": "innerHTML"}


def in_the_readers_language(handler):
    """Answer in the language of the page that failed; before it had one, in that of the cookie."""

    @wraps(handler)
    def answer(request, *args, **kwargs):
        with translation.override(getattr(request, "LANGUAGE_CODE", None) or language_of_cookie(request)):
            return handler(request, *args, **kwargs)

    return answer


@in_the_readers_language
def bad_request(request, exception=None):
    """Answer 400, or 413 to a form that is larger than forms are."""
    if isinstance(exception, RequestDataTooBig):
        return not_heard_out(request, BodyRefusal.TOO_LARGE)
    note("bad_request", why=type(exception).__name__)
    title = gettext("This request makes no sense to us")
    return _answer(request, 400, title, gettext("Go back and try again. Nothing changed."))


@in_the_readers_language
def forbidden(request, exception=None):
    """Answer 403."""
    note("forbidden")
    title = gettext("You may not see this page")
    return _answer(request, 403, title, gettext("If you should, ask the owner of your organization, or us."))


@in_the_readers_language
def csrf_failure(request, reason=""):
    """Answer a form without its token."""
    note("form_without_token", why=reason)
    title = gettext("This page was open for too long")
    return _answer(
        request,
        403,
        title,
        gettext("Nothing changed. Go back, load the page again, and send what you wrote once more."),
    )


@in_the_readers_language
def not_found(request, exception=None):
    """Answer 404."""
    note_missing(is_a_page=request.resolver_match is not None)
    title = gettext("There is no such page")
    return _answer(request, 404, title, gettext("The address may be wrong, or the page is not for this account."))


@in_the_readers_language
def method_not_allowed(request):
    """Answer 405 to whoever came to read what takes buttons only, as by loading a refused form again."""
    title = gettext("There is nothing to read at this address")
    text = gettext("It belongs to a button. Nothing changed.")
    return _answer(request, 405, title, text, above=readable_path(request.path))


@in_the_readers_language
def not_heard_out(request, refusal: BodyRefusal):
    """Answer a request whose body was not read to its end."""
    note("not_heard_out", why=refusal.value)
    if refusal is BodyRefusal.NO_ROOM:
        return _unavailable(request, Outage.FULL)
    if refusal is BodyRefusal.STRANGER:
        title = gettext("Log in before you send files or long texts")
        return _answer(request, 403, title, gettext("Nothing was kept. Log in, then go back and send it once more."))
    if refusal is BodyRefusal.ENCODED:
        title = gettext("We cannot read compressed requests")
        return _answer(request, 415, title, gettext("Nothing changed. Send it as it is."))
    limits = {
        "count": format_number(settings.UPLOAD_FILES_PER_MESSAGE),
        "size": format_number(settings.UPLOAD_FILE_BYTES // MEGABYTE),
        "form": format_number(largest_form() // MEGABYTE),
    }
    text = gettext(
        "One message carries up to %(count)s files of %(size)s MB each, and a form without files up to %(form)s MB. "
        "Go back, send less or in parts; what you wrote is still there."
    )
    return _answer(request, 413, gettext("This is more than we can take at once"), text % limits)


@in_the_readers_language
def server_error(request):
    """Answer 500, with a code that stands in the log too; 503 when waiting is all that it takes."""
    # Django calls this from within its `except`, and passes the request alone.
    if outage := outage_of(sys.exception()):
        return _unavailable(request, outage)
    code = "E-" + "".join(secrets.choice(CODE_LETTERS) for _ in range(CODE_LENGTH))
    logger.error("follow-up code %s: %s %r failed", code, request.method, request.path)
    if request.method in SAFE_METHODS:
        text = gettext("Nothing changed and no coins moved.")
    else:
        # The failure may have come after the change was kept.
        text = gettext("Before you send it again, see whether it is already there.")
    follow_up = gettext("Follow-up code: %(code)s") % {"code": f"{LTR_ISOLATE}{code}{END_OF_ISOLATE}"}
    response = _answer(request, 500, gettext("Something went wrong on our side"), text, follow_up)
    response.headers["X-Follow-Up"] = code
    return response


def _unavailable(request, outage: Outage) -> HttpResponse:
    """Answer 503: what is safe, and when to come back."""
    logger.warning("the storage is %s: %s %r was not served", outage.value, request.method, request.path)
    again = ""
    if request.method in SAFE_METHODS:
        text = gettext("Nothing changed and no coins moved. Try again in a minute.")
        # Of a path that begins with two slashes, a browser would take the first word for another site.
        again = escape_leading_slashes(request.get_full_path())
    else:
        # The connection may have been lost while the change was being kept.
        text = gettext(
            "Go back: what you wrote is still there. Before you send it again, see whether it is already in."
        )
    title = gettext("We are away for a moment")
    if outage is Outage.FULL:
        title = gettext("We can show everything, but keep nothing new just now")
    response = _answer(request, 503, title, text, again=again)
    response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers["Cache-Control"] = "no-store"
    return response


def _answer(
    request, status: int, title: str, text: str, follow_up: str = "", again: str = "", above: str = ""
) -> HttpResponse:
    """Return the page; for htmx the sentence alone, as a toast beside what was typed and not in its place."""
    if request.headers.get("HX-Request") == "true":
        said = {"level": "error", "message": " ".join(filter(None, [f"{title}.", text, follow_up]))}
        return HttpResponse(render_to_string("ui/_toast.html", said), status=status, headers=BESIDE_THE_FORM)
    language = current_language()
    context = {
        "status": status,
        "error_title": title,
        "error_text": text,
        "follow_up": follow_up,
        "again": again,
        "above": "" if above in {"/", STAFF_PAGES} else above,
        # No table is read for it: whoever may not enter is told there as here.
        "is_staff_page": request.path.startswith(STAFF_PAGES),
        "language": language,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "theme": getattr(request, "theme", None) or theme_of_cookie(request),
        "agency_name": settings.AGENCY_NAME[language],
        "agency_phone": settings.AGENCY_PHONE,
    }
    return HttpResponse(render_to_string("portal/error.html", context), status=status)
