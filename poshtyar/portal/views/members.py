"""Members of the organization, and invitations on both ends."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from poshtyar.accounts import operations as accounts
from poshtyar.accounts import queries
from poshtyar.accounts.models import MemberRole
from poshtyar.common.errors import DomainError
from poshtyar.common.keyset import EARLIEST_ORDER, marks_in, page_of
from poshtyar.common.limits import A_DAY, spend
from poshtyar.portal import access
from poshtyar.portal.access import owner_required
from poshtyar.portal.forms.organizations import ChangeMemberForm, InvitationForm
from poshtyar.portal.identity import ask_identity
from poshtyar.portal.links import INVITATION, forget_link, keep_link, kept_link
from poshtyar.portal.views.refusals import refused

MEMBERS_A_PAGE = 25
INVITATIONS_SHOWN = 50
INVITATIONS_TO_A_NUMBER = 5


@never_cache
@owner_required
def members(request):
    """Show the members and the invitations that wait."""
    return render(request, "portal/members.html", {"form": InvitationForm(), **_page(request)})


@require_POST
@owner_required
def invite_member(request):
    """Send an invitation to a mobile number."""
    form = InvitationForm(request.POST)
    if not form.is_valid():
        return render(request, "portal/members.html", {"form": form, **_page(request)}, status=422)
    _ask_before_an_owner(request, form.cleaned_data["role"])
    try:
        # Whoever invites them: nobody's telephone is filled with our messages.
        spend("invitation_to", form.cleaned_data["mobile"], limit=INVITATIONS_TO_A_NUMBER, seconds=A_DAY)
        accounts.invite_member(
            organization=request.organization, **form.cleaned_data, actor=request.user, now=timezone.now()
        )
    except DomainError as refusal:
        return refused(request, "portal/members.html", form, refusal, **_page(request))
    messages.success(request, gettext("Invitation sent. Its link works for 3 days."))
    return redirect("portal:members")


@require_POST
@owner_required
def withdraw_invitation(request, pk):
    """Make an invitation useless."""
    invitation = get_object_or_404(request.organization.invitations, pk=pk)
    return _done(
        request,
        lambda: accounts.withdraw_invitation(invitation=invitation, actor=request.user, now=timezone.now()),
        gettext("Invitation withdrawn."),
    )


@never_cache
@owner_required
def change_member(request, pk):
    """Show one member, and change what they are and may do."""
    membership = get_object_or_404(request.organization.memberships.select_related("user", "organization"), pk=pk)
    initial = {"role": membership.role, "may_approve": membership.may_approve}
    form = ChangeMemberForm(request.POST or None, initial=initial)
    page = {"membership": membership}
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "portal/change_member.html", {"form": form, **page}, status=status)
    _ask_before_an_owner(request, form.changes.get("role"))
    try:
        accounts.change_member(membership=membership, **form.changes, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return refused(request, "portal/change_member.html", form, refusal, **page)
    messages.success(request, gettext("Kept."))
    return redirect("portal:members")


@require_POST
@owner_required
def remove_member(request, pk):
    """Take a member out of the organization."""
    membership = get_object_or_404(request.organization.memberships.select_related("organization"), pk=pk)
    return _done(
        request,
        lambda: accounts.remove_member(membership=membership, actor=request.user, now=timezone.now()),
        gettext("Removed. What this person wrote stays."),
    )


@never_cache
def open_invitation(request, token):
    """Leave the address of the link, which logs and other sites might see."""
    return keep_link(INVITATION, token, then="portal:accept_invitation")


@never_cache
@login_required
def accept_invitation(request):
    """Say who invites the person where, and let them accept: a link alone changes nothing."""
    token_hash = queries.hash_token(kept_link(request, INVITATION))
    invitation = queries.invitation_for(request.user, token_hash, now=timezone.now())
    if request.method != "POST":
        status = 200 if invitation else 404
        return render(request, "portal/accept_invitation.html", {"invitation": invitation}, status=status)
    try:
        membership = accounts.accept_invitation(token_hash=token_hash, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return render(request, "portal/accept_invitation.html", {"refusal": refusal}, status=409)
    request.session[access.SESSION_KEY] = membership.organization.public_id
    messages.success(request, gettext("You are a member of %s now.") % membership.organization.name)
    return forget_link(redirect("portal:dashboard"))


def _page(request):
    """Return what the members' page shows beside its form."""
    memberships = request.organization.memberships.select_related("user")
    return {
        "page": page_of(memberships, EARLIEST_ORDER, size=MEMBERS_A_PAGE, **marks_in(request.GET)),
        "invitations": request.organization.invitations.open_at(timezone.now()).order_by("-id")[:INVITATIONS_SHOWN],
    }


def _ask_before_an_owner(request, role):
    """Ask who it is before somebody else may buy, approve and invite: that outlasts the session of a thief."""
    if role == MemberRole.OWNER:
        ask_identity(request)


def _done(request, act, said):
    """Do one thing on the members' page, and say what happened or why not."""
    try:
        act()
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said)
    return redirect("portal:members")
