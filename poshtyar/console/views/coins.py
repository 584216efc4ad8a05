"""Acts with an organization's coins: asked in a form, confirmed in numbers, then done."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from poshtyar.accounts.models import Organization
from poshtyar.common.errors import DomainError
from poshtyar.console.access import lead_required
from poshtyar.console.acts import deed_of, facts_of
from poshtyar.console.forms.coins import ActForm, AdjustForm, GiftForm
from poshtyar.treasury import operations as treasury
from poshtyar.treasury.models import CoinRequest
from poshtyar.wallet import queries as wallet


@lead_required
def credit_gift(request, public_id):
    """Give coins that cost nothing."""
    organization = get_object_or_404(Organization, public_id=public_id)
    return _act(request, organization, GiftForm(request.POST or None), "console/credit_gift.html")


@lead_required
def adjust_coins(request, public_id):
    """Add coins that were missing, or take away what was too much."""
    organization = get_object_or_404(Organization, public_id=public_id)
    lots = [lot for lot in wallet.lots_of(organization, timezone.now()) if lot.available]
    start = {"direction": "take", "lot": request.GET["lot"]} if "lot" in request.GET else {"direction": "add"}
    form = AdjustForm(request.POST or None, lots=lots, initial=start)
    return _act(request, organization, form, "console/adjust_coins.html")


def _act(request, organization: Organization, form: ActForm, template: str, **page):
    """Show the form; once it is valid what it will do, in numbers; once that is confirmed, do it or ask for it."""
    page |= {"organization": organization, "form": form}
    if not form.is_valid() or "change" in request.POST:
        return render(request, template, page, status=422 if form.errors else 200)
    reason, nonce = form.cleaned_data["reason"], form.cleaned_data["nonce"]
    said: dict[str, Any] = {"act": form.act, "organization": organization, "reason": reason}
    said |= {"actor": request.user, "now": timezone.now()}
    try:
        if "confirmed" not in request.POST:
            page |= {"outcome": treasury.rehearse(**said), "limit": settings.FOUR_EYES_COINS}
            return render(request, template, page | {"facts": facts_of(form.act), "deed": deed_of(form.act)})
        done = treasury.carry_out(**said, nonce=nonce)
    except DomainError as refusal:
        return render(request, template, {"refusal": refusal, **page}, status=409)
    if isinstance(done, CoinRequest):
        messages.success(request, gettext("Asked; no coins have moved. Another manager decides."))
        return redirect("console:coin_request", done.pk)
    messages.success(request, gettext("Done; it stands first under “What was done with coins”."))
    return redirect(reverse("console:wallet", args=[organization.public_id]) + "#done")
