"""The first page after log-in: how many coins, and what waits."""

from datetime import datetime

from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.cache import never_cache

from poshtyar.entitlements.queries import Rights, rights_of
from poshtyar.portal.access import organization_required
from poshtyar.portal.views.wallet import coins_of
from poshtyar.quotes.queries import waiting_for
from poshtyar.sla.calendars import explain, promise_first_answer, service_hours_now
from poshtyar.sla.queries import terms_of
from poshtyar.tickets.models import Standing
from poshtyar.tickets.queries import open_tickets
from poshtyar.wallet.queries import holdings_of


@never_cache
@organization_required
def dashboard(request):
    """Show the coins, what waits for the customer, the open tickets, and what a question asked now is promised."""
    organization, now = request.organization, timezone.now()
    holdings, rights = holdings_of(organization, now), rights_of(organization, now)
    quotes = waiting_for(organization, now)
    tickets, has_more = open_tickets(organization)
    # A ticket whose quote waits stands in the quote's row; a second row would ask for the same thing twice.
    quoted = {quote.ticket_number for quote in quotes}
    others = [ticket for ticket in tickets if ticket.pk not in quoted]
    page = {
        "quotes": quotes,
        "asked": [ticket for ticket in others if ticket.standing == Standing.WAITING],
        "others": [ticket for ticket in others if ticket.standing != Standing.WAITING],
        "has_more": has_more,
    }
    return render(request, "portal/dashboard.html", coins_of(holdings) | page | hours(rights, now))


def hours(rights: Rights, now: datetime) -> dict:
    """Return whether the package is being served now, and what a question asked now is promised."""
    if rights.service_level is None:
        return {"promise": explain(promise_first_answer(opened_at=now, terms=None, emergency=False), now)}
    terms = terms_of(rights.service_level)
    served = service_hours_now(terms, now)
    return {"served": served, "promise": explain(served.general, now), "has_phone": terms.has_phone}
