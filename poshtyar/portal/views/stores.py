"""Stores of the organization."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import F
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import Store
from poshtyar.common.errors import DomainError
from poshtyar.portal.access import organization_required
from poshtyar.portal.forms.organizations import StoreForm
from poshtyar.portal.views.refusals import refused

STORES_A_PAGE = 25


@never_cache
@organization_required
def stores(request):
    """Show the stores in use first, then the archived ones."""
    rows = request.organization.stores.order_by(F("archived_at").desc(nulls_first=True), "name", "id")
    page = Paginator(rows, STORES_A_PAGE)
    return render(request, "portal/stores.html", {"page": page.get_page(request.GET.get("page"))})


@organization_required
def add_store(request):
    """Add a store."""
    form = StoreForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/store.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        store = accounts.add_store(
            organization=request.organization, facts=form.facts(), actor=request.user, now=timezone.now()
        )
    except DomainError as refusal:
        return refused(request, "portal/store.html", form, refusal)
    messages.success(request, gettext("%s is added.") % store.name)
    return redirect("portal:stores")


@organization_required
def change_store(request, public_id):
    """Show a store, and change what is known of it."""
    store = _store(request, public_id)
    initial = {field: getattr(store, field) for field in StoreForm.base_fields}
    form = StoreForm(request.POST or None, initial=initial)
    if request.method != "POST" or not form.is_valid():
        status = 422 if form.is_bound else 200
        return render(request, "portal/store.html", {"form": form, "store": store}, status=status)
    try:
        accounts.change_store(store=store, changes=form.changes, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return refused(request, "portal/store.html", form, refusal, store=store)
    messages.success(request, gettext("%s is kept.") % form.cleaned_data["name"])
    return redirect("portal:stores")


@require_POST
@organization_required
def archive_store(request, public_id):
    """Take a store out of the lists."""
    return _moved(request, accounts.archive_store, public_id, gettext("%s is archived. Its tickets stay."))


@require_POST
@organization_required
def restore_store(request, public_id):
    """Bring an archived store back."""
    return _moved(request, accounts.restore_store, public_id, gettext("%s is back."))


def _store(request, public_id):
    """Return a store of the organization, or answer like a missing page."""
    return get_object_or_404(Store.objects.filter(organization=request.organization), public_id=public_id)


def _moved(request, operation, public_id, said):
    """Archive or restore a store, and say so."""
    store = _store(request, public_id)
    try:
        operation(store=store, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, said % store.name)
    return redirect("portal:stores")
