"""Who may enter a staff page."""

from functools import wraps

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect


def _staff(allowed):
    """Make a decorator; to anybody else the page answers like a missing one."""

    def decorator(view):
        @login_required
        @wraps(view)
        def guarded(request, *args, **kwargs):
            if not allowed(request.user):
                raise Http404
            if settings.STAFF_TOTP_REQUIRED and not is_mfa_enabled(request.user):
                return redirect("mfa_activate_totp")
            return view(request, *args, **kwargs)

        return guarded

    return decorator


staff_required = _staff(lambda user: user.is_staff_member)
lead_required = _staff(lambda user: user.is_lead)
manager_required = _staff(lambda user: user.is_manager)
