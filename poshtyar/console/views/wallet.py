"""An organization's coins, proven by the movements that make them."""

from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from poshtyar.accounts.models import Organization
from poshtyar.common.jalali import last_day_before
from poshtyar.console.access import staff_required
from poshtyar.console.forms.wallet import MomentForm
from poshtyar.wallet import queries as wallet

MOVEMENTS_A_PAGE = 100


@require_safe
@staff_required
def prove_balance(request, public_id):
    """Show what an organization held now or at a past moment, its lots, and the movements that make it."""
    organization = get_object_or_404(Organization, public_id=public_id)
    form = MomentForm(request.GET if "day" in request.GET else None)
    moment = form.moment if form.is_valid() else timezone.now()
    proof = wallet.balance_at(organization, moment)
    page = {
        "organization": organization,
        "form": form,
        "proof": proof,
        "lots": [{"lot": lot, "last_day": lot.expires_at and last_day_before(lot.expires_at)} for lot in proof.lots],
        "page": Paginator(proof.lines[::-1], MOVEMENTS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "console/prove_balance.html", page, status=422 if form.errors else 200)
