"""The way to all that a manager edits."""

from dataclasses import dataclass

from django.db.models import QuerySet
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate
from django.utils.translation import gettext

from poshtyar.catalog.models import ComparisonRow, Package, Service
from poshtyar.common.numbers import format_number
from poshtyar.console.access import manager_required
from poshtyar.knowledge.models import FaqEntry
from poshtyar.ordering.models import VatRate
from poshtyar.sla.models import Calendar, ServiceLevel


@dataclass(frozen=True)
class Place:
    """A page of the catalog, and in words what stands there now."""

    name: str
    page: str
    words: str

    @property
    def address(self) -> str:
        """Where it is."""
        return reverse(f"console:{self.page}")


@manager_required
def catalog(request):
    """Show what a manager may edit, each with what stands there now."""
    percent = format_number(VatRate.objects.percent_on(localdate(timezone.now())))
    published = FaqEntry.objects.filter(is_published=True)
    places = [
        Place(gettext("Packages"), "packages", _count(gettext("%(n)s on sale"), Package.objects.on_sale())),
        Place(gettext("Comparison"), "comparison", _count(gettext("rows: %(n)s"), ComparisonRow.objects.all())),
        Place(gettext("Services"), "services", _count(gettext("%(n)s on the public list"), Service.objects.listed())),
        Place(gettext("Frequently asked questions"), "faq", _count(gettext("%(n)s published"), published)),
        Place(
            gettext("Service levels"), "service_levels", _count(gettext("levels: %(n)s"), ServiceLevel.objects.all())
        ),
        Place(gettext("Service days"), "calendars", _count(gettext("calendars: %(n)s"), Calendar.objects.all())),
        Place(gettext("VAT rates"), "vat_rates", gettext("%(percent)s percent today") % {"percent": percent}),
    ]
    return render(request, "console/catalog.html", {"places": places})


def _count(sentence: str, rows: QuerySet) -> str:
    """Say in a sentence how many rows there are."""
    return sentence % {"n": format_number(rows.count())}
