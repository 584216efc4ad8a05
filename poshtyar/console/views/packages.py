"""The packages, as a manager arranges them."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from poshtyar.catalog import operations as catalog
from poshtyar.catalog.limits import MOST_PACKAGES
from poshtyar.catalog.models import Package
from poshtyar.console.access import manager_required
from poshtyar.console.forms.packages import PackageForm
from poshtyar.console.views import editing


@manager_required
def packages(request):
    """Show the packages in the order of the comparison, with those that are withdrawn from sale."""
    rows = Package.objects.select_related("service_level").in_order()[:MOST_PACKAGES]
    return render(request, "console/packages.html", {"packages": rows})


@manager_required
def create_package(request):
    """Make a package."""
    form = PackageForm(request.POST or None)
    return editing.add(request, "console/package.html", form, catalog.create_package, back=reverse("console:packages"))


@manager_required
def change_package(request, pk):
    """Show a package, and change what is sold from now on."""
    package = get_object_or_404(Package, pk=pk)
    form = PackageForm(request.POST or None, row=package)
    return editing.change(
        request, "console/package.html", form, catalog.change_package, back=reverse("console:packages"), package=package
    )


@require_POST
@manager_required
def move_package(request, pk):
    """Put a package in another place."""
    package = get_object_or_404(Package, pk=pk)
    return editing.move(request, catalog.move_package, back=reverse("console:packages"), package=package)


@require_POST
@manager_required
def delete_package(request, pk):
    """Delete a package that nobody has ordered."""
    package = get_object_or_404(Package, pk=pk)
    form = PackageForm(row=package)
    return editing.delete(
        request, "console/package.html", form, catalog.delete_package, back=reverse("console:packages"), package=package
    )
