"""Who may enter a customer page, and for which organization."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.shortcuts import redirect

from poshtyar.accounts.models import Organization

SESSION_KEY = "organization"


def organization_required(view):
    """Let a signed-in member in, with `request.organization`; staff go to the console instead."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_staff_member:
            return redirect("console:queue")
        request.organization = current_organization(request)
        if request.organization is None:
            return redirect("portal:create_organization")
        return view(request, *args, **kwargs)

    return guarded


def current_organization(request) -> Organization | None:
    """Return the organization chosen in this session, else the person's first one."""
    mine = Organization.objects.visible_to(request.user).order_by("id")
    chosen = request.session.get(SESSION_KEY)
    return (chosen and mine.filter(public_id=chosen).first()) or mine.first()
