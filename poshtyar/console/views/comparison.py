"""The comparison of the packages, as a manager writes it."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from poshtyar.catalog import operations as catalog
from poshtyar.catalog.limits import MOST_PACKAGES
from poshtyar.catalog.models import ComparisonRow, Package
from poshtyar.catalog.queries import comparison_lines
from poshtyar.console.access import manager_required
from poshtyar.console.forms.comparison import RowForm
from poshtyar.console.views import editing


@manager_required
def comparison(request):
    """Show the table as it is, with the packages that are withdrawn from sale."""
    packages = list(Package.objects.in_order()[:MOST_PACKAGES])
    page = {"packages": packages, "lines": comparison_lines(packages)}
    return render(request, "console/comparison.html", page)


@manager_required
def add_comparison_row(request):
    """Add a row."""
    form = _form(request)
    return editing.add(
        request, "console/comparison_row.html", form, catalog.add_comparison_row, back=reverse("console:comparison")
    )


@manager_required
def change_comparison_row(request, pk):
    """Show a row, and change what it says and what the packages give in it."""
    row = get_object_or_404(ComparisonRow, pk=pk)
    form = _form(request, row)
    return editing.change(
        request,
        "console/comparison_row.html",
        form,
        catalog.change_comparison_row,
        back=reverse("console:comparison"),
        row=row,
    )


@require_POST
@manager_required
def move_comparison_row(request, pk):
    """Put a row in another place."""
    row = get_object_or_404(ComparisonRow, pk=pk)
    return editing.move(request, catalog.move_comparison_row, back=reverse("console:comparison"), row=row)


@require_POST
@manager_required
def delete_comparison_row(request, pk):
    """Delete a row."""
    row = get_object_or_404(ComparisonRow, pk=pk)
    form = RowForm(row=row, packages=_packages())
    return editing.delete(
        request,
        "console/comparison_row.html",
        form,
        catalog.delete_comparison_row,
        back=reverse("console:comparison"),
        row=row,
    )


def _form(request, row=None):
    return RowForm(request.POST or None, row=row, packages=_packages())


def _packages():
    return list(Package.objects.in_order()[:MOST_PACKAGES])
