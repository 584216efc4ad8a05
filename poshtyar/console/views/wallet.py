"""An organization's coins: what there is, what was done with them, and the movements that prove it."""

from django.core.paginator import Paginator
from django.http import Http404
from django.shortcuts import get_object_or_404, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from poshtyar.accounts.models import Organization
from poshtyar.common.jalali import last_day_before
from poshtyar.console.access import staff_required
from poshtyar.console.forms.wallet import MomentForm
from poshtyar.entitlements.models import OwnedPackage
from poshtyar.ordering.queries import orders_behind
from poshtyar.quotes.queries import works_behind
from poshtyar.treasury.queries import acts_of
from poshtyar.wallet import permissions
from poshtyar.wallet import queries as wallet_queries

MOVEMENTS_A_PAGE = 100
ENTRIES_SHOWN, ACTS_SHOWN, HOLDS_SHOWN = 20, 50, 50


@never_cache
@require_safe
@staff_required
def wallet(request, public_id):
    """Show an organization's coins: lots, what is set aside for which work, the latest entries, acts by hand."""
    organization, now = get_object_or_404(Organization, public_id=public_id), timezone.now()
    holdings = wallet_queries.holdings_of(organization, now)
    holds = wallet_queries.open_holds(organization=organization, most=HOLDS_SHOWN + 1)
    more_holds, holds = len(holds) > HOLDS_SHOWN, holds[:HOLDS_SHOWN]
    statement = wallet_queries.statement_of(organization, limit=ENTRIES_SHOWN, now=now, holdings=holdings)
    works = works_behind([hold.reference for hold in holds] + [line.reference for line in statement.lines])
    lots = [lot for lot in holdings.lots if lot.available or lot.held]
    orders = orders_behind(lot.reference for lot in lots if lot.reference)
    page = {
        "organization": organization,
        "balance": holdings.balance,
        "soon_days": wallet_queries.EXPIRING_SOON.days,
        "old_days": wallet_queries.OLD_HOLD.days,
        "lots": [with_last_day(lot) | {"order": orders.get(lot.reference or "")} for lot in lots],
        "holds": [{"hold": hold, "work": works.get(hold.reference), "is_old": hold.is_old_at(now)} for hold in holds],
        "entries": [_said(line) | {"work": works.get(line.reference)} for line in statement.lines],
        "holds_shown": more_holds and HOLDS_SHOWN,
        "acts": acts_of(organization, limit=ACTS_SHOWN),
        "may_adjust_coins": permissions.may_adjust_coins(request.user),
        "may_handle_money": permissions.may_handle_money(request.user),
    }
    return render(request, "console/wallet.html", page)


@never_cache
@require_safe
@staff_required
def wallet_entry(request, public_id, seq):
    """Show a line of an organization's statement in full: every movement of coins that it is made of."""
    organization = get_object_or_404(Organization, public_id=public_id)
    detail = wallet_queries.entry_of(organization, seq, timezone.now())
    if detail is None:
        raise Http404
    works = works_behind(detail.references, organization=organization)
    page = {"organization": organization, "detail": detail, "movements": detail.with_works(works)}
    return render(request, "console/wallet_entry.html", page)


@never_cache
@require_safe
@staff_required
def prove_balance(request, public_id):
    """Show what an organization held now or at a past moment, its lots, and the movements that make it."""
    organization = get_object_or_404(Organization, public_id=public_id)
    form = MomentForm(request.GET if "day" in request.GET else None)
    moment = form.moment if form.is_valid() else timezone.now()
    proof = wallet_queries.balance_at(organization, moment)
    page = {
        "organization": organization,
        "form": form,
        "proof": proof,
        "lots": [{"lot": lot, "last_day": lot.expires_at and last_day_before(lot.expires_at)} for lot in proof.lots],
        "page": Paginator(proof.lines[::-1], MOVEMENTS_A_PAGE).get_page(request.GET.get("page")),
    }
    return render(request, "console/prove_balance.html", page, status=422 if form.errors else 200)


def _said(line: wallet_queries.StatementLine) -> dict:
    """Return a line with its words, and the reason of whoever answers for it."""
    words = {"kind": wallet_queries.kind_in_words(line.kind), "said": wallet_queries.said_of(line)}
    return {"line": line, "reason": wallet_queries.reason_of(line), **words}


def with_last_day(owned: wallet_queries.LotState | OwnedPackage) -> dict:
    """Return coins or a package, with the last day that counts."""
    return {"owned": owned, "last_day": owned.expires_at and last_day_before(owned.expires_at)}
