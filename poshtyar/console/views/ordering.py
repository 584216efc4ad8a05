"""Orders, the payments that need a human, and the VAT rate."""

from itertools import accumulate

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from poshtyar.accounts.identity import ask_identity
from poshtyar.common.errors import DomainError
from poshtyar.common.jalali import last_day_before
from poshtyar.common.keyset import LATEST_ORDER, marks_in, page_of
from poshtyar.common.numbers import format_number
from poshtyar.console.access import lead_required, manager_required, staff_required
from poshtyar.console.forms.ordering import ResolutionForm, VatRateForm
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.models import Order, Payment, PaymentState, VatRate
from poshtyar.ordering.pricing import DEFAULT_VAT_PERCENT
from poshtyar.ordering.queries import BADGE_OF_PAYMENT, refund_share, standings_of
from poshtyar.wallet import queries as wallet
from poshtyar.wallet.permissions import may_handle_money

ORDERS_A_PAGE = 25
HUMAN_PAYMENTS, VAT_RATES, PAYMENTS_SHOWN = 50, 50, 20


@never_cache
@staff_required
def orders(request):
    """Show the payments that need a human first, then all orders, the latest first."""
    waiting = Payment.objects.waiting_for_human().select_related("order__organization").order_by("-decided_at", "-pk")
    latest = Order.objects.select_related("organization")
    page = page_of(latest, LATEST_ORDER, size=ORDERS_A_PAGE, **marks_in(request.GET))
    facts = {"waiting": waiting[:HUMAN_PAYMENTS], "page": page, "rows": standings_of(page, timezone.now())}
    return render(request, "console/orders.html", facts)


@never_cache
@require_safe
@staff_required
def order(request, public_id):
    """Show an order: its payments, what became of its coins, and what of it was refunded."""
    order = get_object_or_404(Order.objects.select_related("organization", "placed_by"), public_id=public_id)
    payments = order.payments.order_by("-pk")[:PAYMENTS_SHOWN]
    purchase = wallet.purchase_state(order.organization, order.lot_reference, timezone.now())
    page = {
        "order": order,
        "standing": standings_of([order], timezone.now())[0],
        "payments": [(payment, BADGE_OF_PAYMENT[PaymentState(payment.state)]) for payment in payments],
        "purchase": purchase,
        "last_day": purchase and purchase.expires_at and last_day_before(purchase.expires_at),
        "refunds": _refunds(order, purchase) if purchase else [],
        "may_handle_money": may_handle_money(request.user),
    }
    return render(request, "console/order.html", page)


def _refunds(order: Order, purchase: wallet.PurchaseState) -> list[dict]:
    """Return each refund with the money that was to be sent back for it."""
    before = accumulate((refund.coins for refund in purchase.refunds), initial=0)
    return [
        {"refund": refund, "share": refund_share(order, before=earlier, coins=refund.coins)}
        for refund, earlier in zip(purchase.refunds, before, strict=False)
    ]


@lead_required
def resolve_payment(request, public_id):
    """Show a payment, and close it with what was done about its money."""
    payment = _payment(public_id)
    form = ResolutionForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _show_payment(request, payment, form, status=422 if form.is_bound else 200)
    ask_identity(request)
    try:
        ordering.resolve_payment(payment=payment, **form.cleaned_data, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return _show_payment(request, _payment(public_id), form, refusal=refusal, status=409)
    messages.success(request, gettext("The payment is closed, and the customer is told."))
    return redirect("console:orders")


@require_POST
@lead_required
def settle_payment(request, public_id):
    """Ask the bank about a payment once more, and book what it says."""
    payment = ordering.settle_payment(payment=_payment(public_id), now=timezone.now())
    if payment.state == PaymentState.NEEDS_HUMAN:
        messages.info(request, gettext("The bank says nothing new; this payment still needs a human."))
    else:
        answer = {"state": payment.get_state_display()}
        messages.success(request, gettext("The bank answered: %(state)s.") % answer)
    return redirect("console:resolve_payment", payment.public_id)


def _payment(public_id) -> Payment:
    return get_object_or_404(Payment.objects.select_related("order__organization", "resolved_by"), public_id=public_id)


def _show_payment(request, payment, form, refusal=None, status=200):
    facts = {
        "payment": payment,
        "form": form,
        "refusal": refusal,
        "is_waiting": payment.state == PaymentState.NEEDS_HUMAN,
    }
    return render(request, "console/resolve_payment.html", facts, status=status)


@manager_required
def vat_rates(request):
    """Show the VAT rates, and set one from a day on."""
    form = VatRateForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _vat_rates(request, form, status=422 if form.is_bound else 200)
    try:
        rate = ordering.set_vat_rate(**form.cleaned_data, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        form.add_error("valid_from_date", refusal.message)
        return _vat_rates(request, form, status=409)
    messages.success(
        request, gettext("VAT is %(percent)s percent from that day on.") % {"percent": format_number(rate.percent)}
    )
    return redirect("console:vat_rates")


def _vat_rates(request, form, status):
    facts = {
        "form": form,
        "rates": VatRate.objects.order_by("-valid_from_date")[:VAT_RATES],
        "percent_today": VatRate.objects.percent_on(localdate(timezone.now())),
        "default_percent": DEFAULT_VAT_PERCENT,
    }
    return render(request, "console/vat_rates.html", facts, status=status)
