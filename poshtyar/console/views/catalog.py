"""The way to all that a manager edits."""

from dataclasses import dataclass

from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext, ngettext

from poshtyar.catalog.models import ComparisonRow, Package, Service
from poshtyar.common.numbers import format_number
from poshtyar.console.access import manager_required
from poshtyar.ordering.models import VatRate


@dataclass(frozen=True)
class Place:
    """A page of the catalog, and in words what stands there now."""

    name: str
    address: str
    words: str


@manager_required
def catalog(request):
    """Show what a manager may edit, each with what stands there now."""
    on_sale = Package.objects.on_sale().count()
    rows = ComparisonRow.objects.count()
    listed = Service.objects.listed().count()
    percent = VatRate.objects.percent_on(localdate(timezone.now()))
    places = [
        Place(
            gettext("Packages"),
            reverse("console:packages"),
            ngettext("%(n)s on sale", "%(n)s on sale", on_sale) % {"n": format_number(on_sale)},
        ),
        Place(
            gettext("Comparison"),
            reverse("console:comparison"),
            ngettext("%(n)s row", "%(n)s rows", rows) % {"n": format_number(rows)},
        ),
        Place(
            gettext("Services"),
            reverse("console:services"),
            ngettext("%(n)s on the public list", "%(n)s on the public list", listed) % {"n": format_number(listed)},
        ),
        Place(
            gettext("VAT rates"),
            reverse("console:vat_rates"),
            gettext("%(percent)s percent today") % {"percent": format_number(percent)},
        ),
    ]
    return render(request, "console/catalog.html", {"places": places})
