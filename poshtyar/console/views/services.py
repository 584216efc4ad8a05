"""The services and their groups, as a manager arranges them."""

from django.core.paginator import Paginator
from django.db.models import Count
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.views.decorators.http import require_POST

from poshtyar.catalog import operations as catalog
from poshtyar.catalog.limits import MOST_GROUPS
from poshtyar.catalog.models import Service, ServiceGroup
from poshtyar.common.persian import clean_name
from poshtyar.console.access import manager_required
from poshtyar.console.forms.services import GroupForm, ServiceForm
from poshtyar.console.views import editing

SERVICES_A_PAGE = 50
LONGEST_QUERY = 80


@manager_required
def services(request):
    """Show the services in their order, of one group or with the words looked for; what is not listed too."""
    groups = list(ServiceGroup.objects.order_by("position", "id")[:MOST_GROUPS])
    group = next((one for one in groups if one.code == request.GET.get("group")), None)
    query = clean_name(request.GET.get("q", ""))[:LONGEST_QUERY]
    rows = Service.objects.select_related("group").in_order()
    # What is found by its words stands in no order that a button could change.
    rows = rows.matching(query) if query else rows.with_places()
    if group:
        rows = rows.filter(group=group)
    page = Paginator(rows, SERVICES_A_PAGE).get_page(request.GET.get("page"))
    return render(request, "console/services.html", {"page": page, "groups": groups, "group": group, "query": query})


@manager_required
def add_service(request):
    """Add a service."""
    form = ServiceForm(request.POST or None)
    return editing.add(request, "console/service.html", form, catalog.add_service, back=reverse("console:services"))


@manager_required
def change_service(request, pk):
    """Show a service, and change it."""
    service = get_object_or_404(Service.objects.select_related("group"), pk=pk)
    form = ServiceForm(request.POST or None, row=service)
    return editing.change(
        request, "console/service.html", form, catalog.change_service, back=_list_of(service), service=service
    )


@require_POST
@manager_required
def move_service(request, pk):
    """Put a service in another place of its group."""
    service = get_object_or_404(Service.objects.select_related("group"), pk=pk)
    return editing.move(request, catalog.move_service, back=_list_of(service), service=service)


@require_POST
@manager_required
def delete_service(request, pk):
    """Delete a service that no quote names."""
    service = get_object_or_404(Service.objects.select_related("group"), pk=pk)
    form = ServiceForm(row=service)
    return editing.delete(
        request, "console/service.html", form, catalog.delete_service, back=_list_of(service), service=service
    )


@manager_required
def service_groups(request):
    """Show the groups in the order of the public list."""
    groups = ServiceGroup.objects.annotate(size=Count("services")).order_by("position", "id")[:MOST_GROUPS]
    return render(request, "console/service_groups.html", {"groups": groups})


@manager_required
def add_service_group(request):
    """Add a group."""
    form = GroupForm(request.POST or None)
    return editing.add(
        request, "console/service_group.html", form, catalog.add_service_group, back=reverse("console:service_groups")
    )


@manager_required
def change_service_group(request, pk):
    """Show a group, and rename it."""
    group = get_object_or_404(ServiceGroup, pk=pk)
    form = GroupForm(request.POST or None, row=group)
    back = reverse("console:service_groups")
    return editing.change(
        request, "console/service_group.html", form, catalog.change_service_group, back=back, group=group
    )


@require_POST
@manager_required
def move_service_group(request, pk):
    """Put a group in another place."""
    group = get_object_or_404(ServiceGroup, pk=pk)
    return editing.move(request, catalog.move_service_group, back=reverse("console:service_groups"), group=group)


@require_POST
@manager_required
def delete_service_group(request, pk):
    """Delete an empty group."""
    group = get_object_or_404(ServiceGroup, pk=pk)
    back, form = reverse("console:service_groups"), GroupForm(row=group)
    return editing.delete(
        request, "console/service_group.html", form, catalog.delete_service_group, back=back, group=group
    )


def _list_of(service):
    """Return the list of the service's group, which is where a manager came from or wants to look next."""
    return f"{reverse('console:services')}?group={service.group.code}"
