"""The service levels, as a manager sets them."""

from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from poshtyar.console.access import manager_required
from poshtyar.console.forms.service_levels import ServiceLevelForm
from poshtyar.console.views import editing
from poshtyar.sla import operations as sla
from poshtyar.sla.limits import MOST_LEVELS
from poshtyar.sla.models import ServiceLevel
from poshtyar.sla.queries import terms_by_level


@manager_required
def service_levels(request):
    """Show what each level promises, in words."""
    levels = list(ServiceLevel.objects.select_related("calendar").order_by("rank", "id")[:MOST_LEVELS])
    terms = terms_by_level(levels)
    page = {"levels": [(level, terms[level.pk]) for level in levels]}
    return render(request, "console/service_levels.html", page)


@manager_required
def create_service_level(request):
    """Make a level."""
    form = ServiceLevelForm(request.POST or None)
    return editing.add(
        request, "console/service_level.html", form, sla.create_service_level, back=reverse("console:service_levels")
    )


@manager_required
def change_service_level(request, pk):
    """Show a level, and change what new tickets are promised."""
    level = get_object_or_404(ServiceLevel.objects.select_related("calendar"), pk=pk)
    form = ServiceLevelForm(request.POST or None, row=level)
    back = reverse("console:service_levels")
    return editing.change(request, "console/service_level.html", form, sla.change_service_level, back=back, level=level)


@require_POST
@manager_required
def delete_service_level(request, pk):
    """Delete a level that nothing has."""
    level = get_object_or_404(ServiceLevel.objects.select_related("calendar"), pk=pk)
    form, back = ServiceLevelForm(row=level), reverse("console:service_levels")
    return editing.delete(request, "console/service_level.html", form, sla.delete_service_level, back=back, level=level)
