"""Language and theme, for everybody."""

from contextlib import suppress

from django.conf import settings
from django.http import HttpResponseBadRequest
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_POST

from poshtyar.accounts import operations as accounts
from poshtyar.common.errors import NotAllowed
from poshtyar.common.paths import is_local_path, readable_path
from poshtyar.ui.middleware import LANGUAGE_COOKIE, THEME_COOKIE, THEMES, keep_choice


@require_POST
def set_language(request):
    """Keep the reader's language."""
    return _keep(request, "language", LANGUAGE_COOKIE, set(dict(settings.LANGUAGES)))


@require_POST
def set_theme(request):
    """Keep the reader's theme."""
    return _keep(request, "theme", THEME_COOKIE, set(THEMES))


def _keep(request, field: str, cookie: str, known: set[str]):
    """Keep a choice in a cookie, and with the person when signed in; go back to where it was made, or near it."""
    chosen = request.POST.get(field)
    if chosen not in known:
        return HttpResponseBadRequest()
    if request.user.is_authenticated:
        preferences = accounts.Preferences(**{field: chosen})
        # Whose account has just ended keeps the choice in the cookie.
        with suppress(NotAllowed):
            accounts.change_preferences(preferences=preferences, actor=request.user, now=timezone.now())
    path = request.POST.get("next")
    response = redirect(readable_path(path) if is_local_path(path) else "/")
    keep_choice(response, cookie, chosen)
    return response
