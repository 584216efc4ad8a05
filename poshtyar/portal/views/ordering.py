"""Buying a package: the checkout, the way to the bank and back, and the receipt."""

import re

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST
from django.views.decorators.vary import vary_on_headers

from poshtyar.catalog.models import Package
from poshtyar.common.errors import DomainError
from poshtyar.common.jalali import last_day_before
from poshtyar.common.keyset import LATEST_ORDER, marks_in, page_of
from poshtyar.common.limits import spend
from poshtyar.common.outages import can_wait
from poshtyar.common.words import coins_in_words, toman_in_words
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.clients import GatewayUnavailable, find_gateway, gateways_on_offer
from poshtyar.ordering.models import Order, Payment, PaymentState
from poshtyar.ordering.queries import Bill, bill_of, receipt_of, standings_of
from poshtyar.portal.access import organization_required
from poshtyar.portal.forms.ordering import OrderForm
from poshtyar.portal.views.quotes import card_address
from poshtyar.quotes.queries import quote_bought_for

ORDERS_A_PAGE = 25


@never_cache
@organization_required
def order_package(request, code):
    """Show what a package costs in all, and place the order; the browser then posts the same form to the payment."""
    package = get_object_or_404(Package.objects.on_sale(), code=code)
    if request.method != "POST":
        return _checkout(request, package, None)
    form = OrderForm(request.POST)
    if not form.is_valid():
        return _checkout(request, package, form, status=422)
    try:
        order = ordering.place_order(
            organization=request.organization,
            package=package,
            nonce=form.cleaned_data["nonce"],
            actor=request.user,
            now=timezone.now(),
            origin=form.cleaned_data["origin"],
            seen_total_rial=form.cleaned_data["seen_total_rial"],
            seen_order=form.cleaned_data["seen_order"],
        )
    except DomainError as refusal:
        return _checkout(request, package, form, refusal=refusal, status=409)
    return redirect("portal:pay_order", order.public_id, preserve_request=True)


@require_POST
@organization_required
def pay_order(request, public_id):
    """Send the customer to the bank."""
    order = _order(request, public_id)
    try:
        payment = ordering.start_payment(order=order, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return _receipt(request, order, refusal=refusal, status=409)
    if payment.state == PaymentState.STARTED:
        return HttpResponseRedirect(payment.redirect_url)
    return redirect("portal:order", order.public_id)


@require_POST
@organization_required
def check_order(request, public_id):
    """Ask the bank now what became of an order's money, instead of at the next turn of the schedule."""
    order = _order(request, public_id)
    try:
        spend("check_order", order.public_id, limit=6, seconds=600)
        ordering.check_order(order=order, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return _receipt(request, order, refusal=refusal, status=409)
    return redirect("portal:order", order.public_id)


@require_GET
@never_cache
def payment_return(request, gateway):
    """Take a customer back from the bank; the authority says which payment it is, and the bank alone says more."""
    try:
        authority = find_gateway(gateway).authority_in(request.GET)
    except GatewayUnavailable:
        raise Http404 from None
    if not re.fullmatch(r"[A-Za-z0-9-]{1,100}", authority):
        raise Http404
    payment = get_object_or_404(Payment.objects.select_related("order"), gateway=gateway, authority=authority)
    # The bank is asked again by `reconcile_payments`, so the customer may go on to the order's page.
    with can_wait("the callback of a payment"):
        payment = ordering.take_callback(
            payment=payment, claimed_order=request.GET.get("order", ""), now=timezone.now()
        )
    quote = quote_bought_for(payment.order.origin, payment.order.organization_id)
    if payment.state == PaymentState.PAID and quote:
        messages.success(
            request, _("Paid. %(coins)s are in your wallet.") % {"coins": coins_in_words(payment.order.coins)}
        )
        return redirect(card_address(quote))
    return redirect("portal:order", payment.order.public_id)


@never_cache
@vary_on_headers("HX-Request")
@organization_required
def order(request, public_id):
    """Show where an order stands; while the bank is asked, the page comes back for the fragment."""
    return _receipt(request, _order(request, public_id))


@never_cache
@organization_required
def orders(request):
    """Show the organization's orders, the latest first."""
    page = page_of(request.organization.orders, LATEST_ORDER, size=ORDERS_A_PAGE, **marks_in(request.GET))
    return render(request, "portal/orders.html", {"page": page, "rows": standings_of(page, timezone.now())})


def _order(request, public_id):
    rows = Order.objects.visible_to(request.user).select_related("organization", "package")
    return get_object_or_404(rows, public_id=public_id)


def _checkout(request, package, form, refusal=None, status=200):
    bill = bill_of(package, request.organization, request.user, timezone.now())
    if form is None or refusal:
        # After a refusal the form is a new one: the price that is shown now is the one that is agreed to.
        form = _fresh_form(bill, (form.cleaned_data if form else request.GET).get("origin", ""))
    facts = {
        "package": package,
        "bill": bill,
        "total_in_words": toman_in_words(bill.total_rial),
        "last_day": last_day_before(bill.coins_expire_at),
        "form": form,
        "refusal": refusal,
    }
    return render(request, "portal/order_package.html", facts, status=status)


def _fresh_form(bill: Bill, origin: str) -> OrderForm:
    """Return the form as it is shown first, with the total that its sender agrees to."""
    gateways = gateways_on_offer()
    usual = gateways[0].name if gateways else ""
    seen = {"seen_total_rial": bill.total_rial, "seen_order": bill.same.public_id if bill.same else ""}
    return OrderForm(initial={"origin": origin, "gateway": usual, **seen})


def _receipt(request, order, refusal=None, status=200):
    template = "portal/_receipt.html" if request.htmx else "portal/order.html"
    receipt = receipt_of(order, request.user, timezone.now())
    quote = quote_bought_for(order.origin, order.organization_id)
    facts = {
        "receipt": receipt,
        "last_day": receipt.coins_expire_at and last_day_before(receipt.coins_expire_at),
        "quote": quote,
        "quote_address": quote and card_address(quote),
        "refusal": refusal,
    }
    return render(request, template, facts, status=status)
