"""Whether it is still the person: asked again before changes that a thief of their session would make (ASVS 7.5.1).

A password, a second factor or a fresh code answers it, and the answer holds for a few minutes. allauth carries the
first two and the way back to what was about to be sent; it asks nothing of people who have neither, so we do.
"""

import time
from functools import wraps

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ImmediateHttpResponse, ReauthenticationRequired
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext


def ask_identity(request) -> None:
    """Go on if the person was asked in the last minutes, else send them to be asked; what they sent waits for them.

    Raises PermissionDenied where there is nothing to be asked for.
    """
    confirmed_at = _confirmed_at(request)
    if confirmed_at and time.time() - confirmed_at < app_settings.REAUTHENTICATION_TIMEOUT:
        return
    ways = get_adapter(request).get_reauthentication_methods(request.user)
    if not ways:
        raise PermissionDenied
    if "password" in request.POST:
        # A form that waits lies in the table of sessions, where no password may lie.
        messages.warning(request, gettext("Your password was not kept. Say that it is you, and write it once more."))
        raise ImmediateHttpResponse(redirect(f"{ways[0]['url']}?{urlencode({'next': request.get_full_path()})}"))
    raise ReauthenticationRequired


def identity_required(view):
    """Let in whoever is signed in and was asked again in the last minutes."""

    @login_required
    @wraps(view)
    def asking(request, *args, **kwargs):
        ask_identity(request)
        return view(request, *args, **kwargs)

    return asking


def confirms_identity(view):
    """Give the session a new key when this view has asked: whoever has a copy of the old one was not asked."""

    @wraps(view)
    def renewing(request, *args, **kwargs):
        before = _confirmed_at(request)
        response = view(request, *args, **kwargs)
        if request.user.is_authenticated and _confirmed_at(request) != before:
            request.session.cycle_key()
            UserSession.objects.create_from_request(request)
        return response

    return renewing


def _confirmed_at(request) -> float:
    """Return when the person was asked last in this session, or 0."""
    records = get_authentication_records(request, request.user)
    return max((record["at"] for record in records if record.get("reauthenticated")), default=0)
