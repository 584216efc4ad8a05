"""Who may enter a customer page, and for which organization."""

from functools import wraps

from django.contrib.auth.decorators import login_required
from django.db.models import Case, Q, When
from django.http import Http404
from django.shortcuts import redirect

from poshtyar.accounts.models import Membership, Organization
from poshtyar.notifications.queries import unread_of_member

SESSION_KEY = "organization"


def organization_required(view):
    """Let a signed-in member in, with `request.membership` and `request.organization`; staff go to the console."""

    @login_required
    @wraps(view)
    def guarded(request, *args, **kwargs):
        if request.user.is_staff_member:
            return redirect("console:queue")
        request.membership = current_membership(request)
        if request.membership is None:
            return redirect("portal:create_organization")
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
    chosen = Q(organization__public_id=request.session.get(SESSION_KEY, ""))
    # The bell of the page's frame is counted here, so that it costs no statement of its own.
    mine = Membership.objects.filter(user=request.user).annotate(unread_notices=unread_of_member())
    mine = mine.select_related("organization")
    return mine.order_by(Case(When(chosen, then=0), default=1), "organization_id").first()


def current_organization(request) -> Organization | None:
    """Return the organization chosen in this session, else the person's first one."""
    membership = current_membership(request)
    return membership.organization if membership else None
