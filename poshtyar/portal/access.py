"""Who may enter a customer page, and for which organization."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.http import Http404
from django.shortcuts import redirect

from poshtyar.accounts.models import Membership, Organization
from poshtyar.common.prepared import prepared
from poshtyar.portal.wanted import before

SESSION_KEY = "organization"


@prepared
def _place(user, chosen):
    return Membership.objects.filter(user=user).select_related("organization").chosen_first(chosen)[:1]


def organization_required(view):
    """Let a signed-in member in, with `request.membership` and `request.organization`; staff go to the console."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_staff_member:
            return redirect("console:queue")
        request.membership = current_membership(request)
        if request.membership is None:
            wanted = request.get_full_path() if request.method == "GET" else ""
            return redirect(before(wanted, "portal:create_organization"))
        request.organization = request.membership.organization
        return view(request, *args, **kwargs)

    return guarded


def owner_required(view):
    """Let an owner of the organization in; to its other members the page answers like a missing one."""

    @organization_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if not request.membership.is_owner:
            raise Http404
        return view(request, *args, **kwargs)

    return guarded


def current_membership(request) -> Membership | None:
    """Return the person's place in the organization chosen in this session, else in their first one."""
    return _place.first(user=request.user, chosen=chosen_organization(request))


def chosen_organization(request) -> str:
    """Return the public id of the organization that was chosen in this session, or nothing."""
    return request.session.get(SESSION_KEY, "")


def current_organization(request) -> Organization | None:
    """Return the organization chosen in this session, else the person's first one."""
    membership = current_membership(request)
    return membership.organization if membership else None
