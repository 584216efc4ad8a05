"""The reader's language, theme and digits for the time of a request."""

from http import HTTPStatus

from django.conf import settings
from django.utils import translation

from poshtyar.common.numbers import digits_choice

LANGUAGE_COOKIE = "language"
THEME_COOKIE = "theme"
THEMES = ("system", "light", "dark")
REDIRECTS, NO_CONTENT = {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER}, HTTPStatus.NO_CONTENT


class PreferencesMiddleware:
    """Apply what the reader chose: kept with the person when signed in, in cookies when not; Persian by default.

    The browser's own list of languages is not asked: here it says English on most Persian computers.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer in the reader's language and digits, then put everything back."""
        request.theme = chosen_theme(request)
        digits = request.user.digits if request.user.is_authenticated else "auto"
        before = digits_choice.set(digits)
        try:
            with translation.override(chosen_language(request)):
                request.LANGUAGE_CODE = translation.get_language()
                response = self.get_response(request)
                response.headers.setdefault("Content-Language", request.LANGUAGE_CODE)
                return response
        finally:
            digits_choice.reset(before)


def chosen_language(request) -> str:
    """Return the person's language, else the cookie's, else the site's."""
    if request.user.is_authenticated:
        return request.user.language
    cookie = request.COOKIES.get(LANGUAGE_COOKIE)
    return cookie if cookie in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def chosen_theme(request) -> str:
    """Return the person's theme, else the cookie's, else the system's."""
    chosen = request.user.theme if request.user.is_authenticated else request.COOKIES.get(THEME_COOKIE)
    return chosen if chosen in THEMES else THEMES[0]


class HtmxRedirectMiddleware:
    """Let a view's plain redirect mean the same to htmx: go to that page.

    A fetch follows redirects by itself, so the new page would land inside the old one, and its flash messages be lost.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Tell htmx where to go in the header that it reads."""
        response = self.get_response(request)
        if request.headers.get("HX-Request") == "true" and response.status_code in REDIRECTS:
            response.status_code = NO_CONTENT
            response.headers["HX-Redirect"] = response.headers["Location"]
            del response.headers["Location"]
        return response
