"""The packages, as a manager arranges them."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils import timezone
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

    def save():
        catalog.create_package(facts=form.facts(), actor=request.user, now=timezone.now())

    return editing.edit(request, "console/package.html", form, save, back=reverse("console:packages"))


@manager_required
def change_package(request, pk):
    """Show a package, and change what is sold from now on."""
    package = get_object_or_404(Package, pk=pk)
    form = PackageForm(request.POST or None, row=package)

    def save():
        catalog.change_package(
            package=package, facts=form.facts(), version=form.version_seen, actor=request.user, now=timezone.now()
        )

    return editing.edit(request, "console/package.html", form, save, back=reverse("console:packages"), row=package)


@require_POST
@manager_required
def move_package(request, pk):
    """Put a package in another place."""
    package = get_object_or_404(Package, pk=pk)

    def act(place):
        catalog.move_package(package=package, place=place, actor=request.user, now=timezone.now())

    return editing.move(request, package, act, back=reverse("console:packages"))


@require_POST
@manager_required
def delete_package(request, pk):
    """Delete a package that nobody has ordered."""
    package = get_object_or_404(Package, pk=pk)

    def act(version):
        catalog.delete_package(package=package, version=version, actor=request.user, now=timezone.now())

    form = PackageForm(row=package)
    return editing.delete(request, "console/package.html", form, act, back=reverse("console:packages"), row=package)
