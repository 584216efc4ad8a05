"""Asking whether it is still the person, on the pages of their own account; see `accounts/identity.py`."""

import logging
from functools import wraps

from allauth.core.exceptions import ImmediateHttpResponse
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect
from django.utils.http import urlencode
from django.utils.translation import gettext

from poshtyar.accounts import identity
from poshtyar.common.security import note


def ask_identity(request) -> None:
    """Ask as `identity.ask_identity` does, but let no password wait: what waits lies in the table of sessions."""
    ways = identity.ways_to_ask(request)
    if ways and "password" in request.POST and not identity.was_asked_lately(request):
        messages.warning(request, gettext("Your password was not kept. Say that it is you, and write it once more."))
        raise ImmediateHttpResponse(redirect(f"{ways[0]['url']}?{urlencode({'next': request.get_full_path()})}"))
    identity.ask_identity(request)


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
        before = identity.confirmed_at(request)
        response = view(request, *args, **kwargs)
        if request.user.is_authenticated and identity.confirmed_at(request) != before:
            note("identity_confirmed", level=logging.INFO)
            request.session.cycle_key()
            UserSession.objects.create_from_request(request)
        return response

    return renewing
