"""Whether it is still the person: asked again before what a thief of their session would do (ASVS 7.5.1, 7.5.3).

A password, a second factor or a fresh code answers it, and the answer holds for a few minutes. allauth carries the
first two and the way back to what was about to be sent; it asks nothing of people who have neither, so we do.
"""

import time

from allauth.account import app_settings
from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import get_authentication_records
from allauth.core.exceptions import ReauthenticationRequired
from django.core.exceptions import PermissionDenied


def ask_identity(request) -> None:
    """Go on if the person was asked in the last minutes, else send them to be asked; what they sent waits for them.

    Raises PermissionDenied where there is nothing to be asked for.
    """
    if was_asked_lately(request):
        return
    if not ways_to_ask(request):
        raise PermissionDenied
    raise ReauthenticationRequired


def was_asked_lately(request) -> bool:
    """Return whether the person was asked in the last minutes."""
    return time.time() - confirmed_at(request) < app_settings.REAUTHENTICATION_TIMEOUT


def confirmed_at(request) -> float:
    """Return when the person was asked last in this session, or 0."""
    records = get_authentication_records(request, request.user)
    return max((record["at"] for record in records if record.get("reauthenticated")), default=0)


def ways_to_ask(request) -> list[dict]:
    """Return by what the person may say that it is still them, the best first."""
    return get_adapter(request).get_reauthentication_methods(request.user)
