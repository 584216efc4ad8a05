"""Language and theme, for everybody."""

from django.conf import settings
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from poshtyar.ui.middleware import LANGUAGE_COOKIE, THEME_COOKIE, THEMES

A_YEAR = 365 * 24 * 3600


@require_POST
def set_language(request):
    """Keep the reader's language."""
    return _keep(request, "language", LANGUAGE_COOKIE, set(dict(settings.LANGUAGES)))


@require_POST
def set_theme(request):
    """Keep the reader's theme."""
    return _keep(request, "theme", THEME_COOKIE, set(THEMES))


def _keep(request, field: str, cookie: str, known: set[str]):
    """Keep a choice in a cookie, and with the person when signed in; go back to where it was made."""
    chosen = request.POST.get(field)
    if chosen not in known:
        return HttpResponseBadRequest()
    if request.user.is_authenticated:
        setattr(request.user, field, chosen)
        request.user.save(update_fields=[field])
    response = redirect(local_path(request.POST.get("next", "")))
    response.set_cookie(cookie, chosen, max_age=A_YEAR, samesite="Lax", secure=settings.HTTPS, httponly=True)
    return response


def local_path(path: str) -> str:
    """Return the path if it leads nowhere but this site, else the front page."""
    is_local = path.startswith("/") and url_has_allowed_host_and_scheme(path, allowed_hosts=None)
    return path if is_local else "/"
