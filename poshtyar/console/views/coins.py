"""Acts with an organization's coins: asked in a form, confirmed in numbers, then done by whoever says who they are."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext

from poshtyar.accounts.identity import ask_identity
from poshtyar.accounts.models import Organization
from poshtyar.common.errors import DomainError
from poshtyar.common.jalali import last_day_before
from poshtyar.console.access import lead_required, manager_required
from poshtyar.console.acts import NAMES, deed_of, facts_of
from poshtyar.console.forms.coins import (
    ActForm,
    AdjustForm,
    ChargebackForm,
    ExtensionForm,
    GiftForm,
    RefundForm,
    UndoForm,
    WinningForm,
)
from poshtyar.ordering.models import Order
from poshtyar.ordering.queries import refund_share
from poshtyar.quotes.models import Quote
from poshtyar.treasury import operations as treasury
from poshtyar.treasury.acts import Chargeback, Extension, Gift, Refund, Undoing, Winning
from poshtyar.treasury.models import CoinRequest
from poshtyar.wallet import queries as wallet


@lead_required
def credit_gift(request, public_id):
    """Give coins that cost nothing."""
    organization = get_object_or_404(Organization, public_id=public_id)
    form = GiftForm(request.POST or None)
    return _act(request, organization, form, "console/credit_gift.html", heading=NAMES[Gift.name])


@lead_required
def adjust_coins(request, public_id):
    """Add coins that were missing, or take away what was too much."""
    organization = get_object_or_404(Organization, public_id=public_id)
    lots = [lot for lot in wallet.lots_of(organization, timezone.now()) if lot.available]
    start = {"direction": "take", "lot": request.GET["lot"]} if "lot" in request.GET else {"direction": "add"}
    form = AdjustForm(request.POST or None, lots=lots, initial=start)
    return _act(request, organization, form, "console/adjust_coins.html", heading=gettext("Add or take away"))


@manager_required
def extend_expiry(request, public_id, lot):
    """Let the free coins of a lot live longer."""
    organization = get_object_or_404(Organization, public_id=public_id)
    named = wallet.named_lot(organization, lot, timezone.now())
    if named is None:
        raise Http404
    form = ExtensionForm(request.POST or None, lot=lot)
    last_day = named.expires_at and last_day_before(named.expires_at)
    page = {"heading": NAMES[Extension.name], "lot": named, "last_day": last_day}
    return _act(request, organization, form, "console/extend_expiry.html", **page)


@manager_required
def refund_purchase(request, public_id):
    """Take free coins of a purchase back for their share of its price."""
    order, state = _purchase(public_id)
    form = RefundForm(request.POST or None, reference=order.lot_reference)
    share = refund_share(order, before=state.refunded, coins=form.cleaned_data["coins"]) if form.is_valid() else None
    page = {"heading": NAMES[Refund.name], "order": order, "state": state, "share": share}
    return _act(request, order.organization, form, "console/refund_purchase.html", **page)


@manager_required
def charge_back(request, public_id):
    """Book that the bank took the money of a purchase back."""
    order, state = _purchase(public_id)
    form = ChargebackForm(request.POST or None, reference=order.lot_reference)
    page = {"heading": NAMES[Chargeback.name], "order": order, "state": state}
    return _act(request, order.organization, form, "console/charge_back.html", **page)


@manager_required
def win_chargeback(request, public_id):
    """Book that the money of a disputed purchase came back."""
    order, state = _purchase(public_id)
    if not state.dispute:
        raise Http404
    form = WinningForm(request.POST or None, dispute=state.dispute)
    page = {"heading": NAMES[Winning.name], "order": order, "state": state}
    return _act(request, order.organization, form, "console/win_chargeback.html", **page)


@lead_required
def undo_delivery(request, pk):
    """Give back coins that work has used."""
    related = ("ticket__organization", "approved_version")
    work = get_object_or_404(Quote.objects.select_related(*related), pk=pk, captured_coins__gt=0)
    form = UndoForm(request.POST or None, quote=work.pk, now=timezone.now())
    page = {"heading": NAMES[Undoing.name], "work": work}
    return _act(request, work.ticket.organization, form, "console/undo_delivery.html", **page)


def _purchase(public_id) -> tuple[Order, wallet.PurchaseState]:
    """Return an order whose coins came, and what became of them."""
    order = get_object_or_404(Order.objects.select_related("organization"), public_id=public_id)
    state = wallet.purchase_state(order.organization, order.lot_reference, timezone.now())
    if state is None:
        raise Http404
    return order, state


def _act(request, organization: Organization, form: ActForm, template: str, **page):
    """Show the form; once it is valid what it will do, in numbers; once that is confirmed, do it or ask for it.

    Who is about to do it is asked again (ASVS 7.5.3); what they confirmed waits for them meanwhile.
    """
    page |= {"organization": organization, "form": form}
    if not form.is_valid() or "change" in request.POST:
        return render(request, template, page, status=422 if form.errors else 200)
    reason, nonce = form.cleaned_data["reason"], form.cleaned_data["nonce"]
    said: dict[str, Any] = {"act": form.act, "organization": organization, "reason": reason}
    said |= {"actor": request.user, "now": timezone.now()}
    try:
        if "confirmed" not in request.POST:
            page |= {"outcome": treasury.rehearse(**said)}
            page |= {"limit": settings.FOUR_EYES_COINS, "hours": settings.FOUR_EYES_HOURS}
            form.show(page["outcome"])
            return render(request, template, page | {"facts": facts_of(form.act), "deed": deed_of(form.act)})
        ask_identity(request)
        done = treasury.carry_out(**said, nonce=nonce)
    except DomainError as refusal:
        return render(request, template, {"refusal": refusal, **page}, status=409)
    if isinstance(done, CoinRequest):
        messages.success(request, gettext("Asked; no coins have moved. Another manager decides."))
        return redirect("console:coin_request", done.pk)
    messages.success(request, gettext("Done; it stands first under “What was done with coins”."))
    return redirect(reverse("console:wallet", args=[organization.public_id]) + "#done")
