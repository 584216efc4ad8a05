"""Making an organization, and choosing one of several."""

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import Organization
from poshtyar.accounts.queries import waiting_invitation
from poshtyar.common.errors import DomainError
from poshtyar.common.ids import clean_public_id
from poshtyar.portal import access
from poshtyar.portal.forms.organizations import OrganizationForm
from poshtyar.portal.views.refusals import refused
from poshtyar.portal.wanted import wanted_path

ORGANIZATIONS_SHOWN = 50


@login_required
def create_organization(request):
    """Ask who a new customer is; the only page between the first code and where they wanted to go."""
    if request.user.is_staff_member:
        return redirect("console:queue")
    form = OrganizationForm(request.POST or None, initial={"owner_name": request.user.display_name})
    page, wanted = "portal/create_organization.html", wanted_path(request)
    if request.method != "POST":
        invitation = waiting_invitation(request.user, timezone.now())
        return render(request, page, {"form": form, "invitation": invitation, "next": wanted})
    if not form.is_valid():
        return render(request, page, {"form": form, "next": wanted}, status=422)
    try:
        organization = accounts.create_organization(**form.cleaned_data, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return refused(request, page, form, refusal, next=wanted)
    request.session[access.SESSION_KEY] = organization.public_id
    messages.success(request, gettext("%s is ready.") % organization.name)
    return redirect(wanted or "portal:dashboard")


@never_cache
@login_required
def choose_organization(request):
    """Show the person's organizations, and keep the chosen one for this session."""
    mine = Organization.objects.visible_to(request.user)
    if request.user.is_staff_member:
        return redirect("console:queue")
    if request.method == "POST":
        named = clean_public_id(request.POST.get("organization", ""))
        organization = get_object_or_404(mine, public_id=named)
        request.session[access.SESSION_KEY] = organization.public_id
        return redirect("portal:dashboard")
    current = access.current_organization(request)
    organizations = mine.order_by("name")[:ORGANIZATIONS_SHOWN]
    return render(
        request, "portal/choose_organization.html", {"organizations": organizations, "current_organization": current}
    )
