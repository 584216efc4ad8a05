"""Orders, the payments that need a human, and the VAT rate."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext

from poshtyar.common.errors import DomainError
from poshtyar.common.numbers import format_number
from poshtyar.console.access import manager_required, staff_required
from poshtyar.console.forms.ordering import VatRateForm
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.models import Order, Payment, PaymentState, VatRate
from poshtyar.ordering.pricing import DEFAULT_VAT_PERCENT

ORDERS_A_PAGE = 25
HUMAN_PAYMENTS, VAT_RATES = 50, 50


@staff_required
def orders(request):
    """Show the payments that need a human first, then all orders, the latest first."""
    waiting = (
        Payment.objects.filter(state=PaymentState.NEEDS_HUMAN)
        .select_related("order__organization")
        .order_by("-decided_at", "-pk")[:HUMAN_PAYMENTS]
    )
    pages = Paginator(Order.objects.select_related("organization").order_by("-id"), ORDERS_A_PAGE)
    return render(request, "console/orders.html", {"waiting": waiting, "page": pages.get_page(request.GET.get("page"))})


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
