"""The reader's language, theme and digits for the time of a request."""

from http import HTTPStatus

from django.conf import settings
from django.utils import translation

from poshtyar.common.numbers import digits_choice

LANGUAGE_COOKIE = "language"
THEME_COOKIE = "theme"
THEMES = ("system", "light", "dark")
A_YEAR = 365 * 24 * 3600
REDIRECTS, NO_CONTENT = {HTTPStatus.FOUND, HTTPStatus.SEE_OTHER}, HTTPStatus.NO_CONTENT


class PreferencesMiddleware:
    """Apply what the reader chose: kept with the person when signed in, in cookies when not; Persian by default.

    The browser's own list of languages is not asked: here it says English on most Persian computers. The cookies follow
    the person, because they are all that an error page knows of the reader while the database is away.
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
                if request.user.is_authenticated:
                    _follow(request, response)
                return response
        finally:
            digits_choice.reset(before)


def keep_choice(response, cookie: str, chosen: str) -> None:
    """Keep a choice in this browser."""
    response.set_cookie(cookie, chosen, max_age=A_YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)


def _follow(request, response) -> None:
    """Bring this browser's cookies in line with the person's choices."""
    for cookie, chosen in ((LANGUAGE_COOKIE, request.user.language), (THEME_COOKIE, request.user.theme)):
        if request.COOKIES.get(cookie) != chosen and cookie not in response.cookies:
            keep_choice(response, cookie, chosen)


def chosen_language(request) -> str:
    """Return the person's language, else the cookie's, else the site's."""
    if request.user.is_authenticated:
        return request.user.language
    return language_of_cookie(request)


def chosen_theme(request) -> str:
    """Return the person's theme, else the cookie's, else the system's."""
    return request.user.theme if request.user.is_authenticated else theme_of_cookie(request)


def language_of_cookie(request) -> str:
    """Return the language of this browser, without asking who reads; Persian unless told otherwise."""
    cookie = request.COOKIES.get(LANGUAGE_COOKIE)
    return cookie if cookie in dict(settings.LANGUAGES) else settings.LANGUAGE_CODE


def theme_of_cookie(request) -> str:
    """Return the theme of this browser, without asking who reads."""
    cookie = request.COOKIES.get(THEME_COOKIE)
    return cookie if cookie in THEMES else THEMES[0]


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
