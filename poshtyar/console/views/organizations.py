"""Customers, as staff see them: organizations, and the people in them."""

from datetime import datetime

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.identity import ask_identity
from poshtyar.accounts.models import Organization, User
from poshtyar.common.errors import DomainError
from poshtyar.common.keyset import LATEST_ORDER, marks_in, page_of
from poshtyar.common.persian import normalise
from poshtyar.console.access import lead_required, staff_required
from poshtyar.console.views.wallet import ACTS_SHOWN, with_last_day
from poshtyar.entitlements.models import OwnedPackage
from poshtyar.tickets.orders import CUSTOMER_ORDER
from poshtyar.tickets.queries import QUEUE_FACTS, clocks_of
from poshtyar.treasury.queries import acts_of
from poshtyar.wallet import queries as wallet

ORGANIZATIONS_A_PAGE = 50
ROWS_SHOWN = 50
TICKETS_SHOWN = 20


@never_cache
@staff_required
def organizations(request):
    """Show the organizations, the newest first, or those whose name holds the words looked for."""
    query = normalise(request.GET.get("q", "")).strip()[:120]
    rows = Organization.objects.filter(name__icontains=query)
    page = page_of(rows, LATEST_ORDER, size=ORGANIZATIONS_A_PAGE, **marks_in(request.GET))
    return render(request, "console/organizations.html", {"page": page, "query": query})


@never_cache
@staff_required
def organization(request, public_id):
    """Show one organization: its tickets, people, stores, packages and coins, and what was done with them."""
    organization, now = get_object_or_404(Organization, public_id=public_id), timezone.now()
    holdings = wallet.holdings_of(organization, now)
    packages = OwnedPackage.objects.filter(organization=organization).select_related("package", "service_level")
    packages = packages.order_by("-id")[:ROWS_SHOWN]
    tickets = page_of(organization.tickets.select_related(*QUEUE_FACTS), CUSTOMER_ORDER, size=TICKETS_SHOWN)
    bought_at = {package.lot_reference: package.activated_at for package in packages}
    page = {
        "organization": organization,
        "tickets": clocks_of(tickets.rows, now),
        "memberships": organization.memberships.select_related("user").order_by("id")[:ROWS_SHOWN],
        "stores": organization.stores.order_by("id")[:ROWS_SHOWN],
        "owned_packages": [with_last_day(package) for package in sorted(packages, key=lambda each: _use(each, now))],
        "balance": holdings.balance,
        "soon_days": wallet.EXPIRING_SOON.days,
        "lots": [
            with_last_day(lot) | {"bought_at": bought_at.get(lot.reference or "")}
            for lot in holdings.lots
            if lot.available or lot.held
        ],
        "acts": acts_of(organization, limit=ACTS_SHOWN),
        "now": now,
    }
    return render(request, "console/organization.html", page)


def _use(package: OwnedPackage, now: datetime) -> tuple:
    """Return a package's place among others: that of its coins among the lots, and what has ended below."""
    return package.expires_at <= now, package.expires_at, package.pk


@never_cache
@lead_required
def deactivate_user(request, public_id):
    """Show one customer, and end their account when they asked for it."""
    person = get_object_or_404(User, public_id=public_id, deactivated_at=None)
    memberships = person.memberships.select_related("organization").order_by("id")[:ROWS_SHOWN]
    page = {"person": person, "memberships": memberships}
    if request.method != "POST":
        return render(request, "console/deactivate_user.html", page)
    ask_identity(request)
    try:
        accounts.deactivate_user(user=person, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return render(request, "console/deactivate_user.html", {"refusal": refusal, **page}, status=409)
    messages.success(request, gettext("The account is ended. What this person wrote stays."))
    return redirect("console:organizations")
