"""The organization's coins: what it holds, until when, and what became of each coin."""

import re
from datetime import datetime

from django.http import Http404
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from poshtyar.accounts.models import Organization
from poshtyar.common.jalali import last_day_before
from poshtyar.portal.access import organization_required
from poshtyar.portal.forms.wallet import StatementForm
from poshtyar.portal.statements import ends_of, ends_of_page, rows_of
from poshtyar.quotes.queries import works_behind
from poshtyar.wallet import queries as wallet_queries

LINES_A_PAGE = 50


@never_cache
@require_safe
@organization_required
def wallet(request):
    """Show the balance, the lots, and a page of the statement: of all lines, or of those that are asked for."""
    now, organization = timezone.now(), request.organization
    form = StatementForm(request.GET, organization=organization)
    # Balance and lines of one moment, though others write (R24).
    with wallet_queries.snapshot():
        holdings = wallet_queries.holdings_of(organization, now)
        statement = _statement(organization, form, holdings, before=_before(request))
    facts = {
        **coins_of(holdings),
        "forecast": _forecast(holdings),
        **statement,
        "form": form,
        "is_narrowed": form.has_changed(),
        "at": holdings.at,
    }
    return render(request, "portal/wallet.html", facts, status=422 if form.errors else 200)


@never_cache
@require_safe
@organization_required
def wallet_entry(request, seq):
    """Show a line of the statement in full: every movement of coins that it is made of."""
    detail = wallet_queries.entry_of(request.organization, seq, timezone.now())
    if detail is None:
        raise Http404
    works = works_behind(detail.references, organization=request.organization)
    page = {"detail": detail, "movements": detail.with_works(works)}
    return render(request, "portal/wallet_entry.html", page)


def coins_of(holdings: wallet_queries.Holdings) -> dict:
    """Return what `_balance.html` and `_lots.html` draw; `lasting` are the free coins that do not expire soon."""
    balance = holdings.balance
    return {
        "lots": [_lot(lot, holdings.at) for lot in holdings.lots if lot.available or lot.held],
        "balance": balance,
        "lasting": balance.available - balance.expiring_soon,
        "soon_day": balance.next_expiry_at and last_day_before(balance.next_expiry_at),
    }


def _forecast(holdings: wallet_queries.Holdings) -> list[dict]:
    expiries = wallet_queries.forecast_of(holdings)
    return [{"expiry": expiry, "last_day": last_day_before(expiry.expires_at)} for expiry in expiries]


def _statement(
    organization: Organization, form: StatementForm, holdings: wallet_queries.Holdings, *, before: int | None
) -> dict:
    """Return a page of lines between the free coins above and below them; where pages go on, only paper shows them."""
    narrowing = form.narrowing
    statement = wallet_queries.statement_of(
        organization, before_seq=before, limit=LINES_A_PAGE, now=holdings.at, holdings=holdings, narrowing=narrowing
    )
    page = {"lines": rows_of(organization, statement.lines), "next_before": statement.next_before}
    return page | _ends(organization, form, holdings, statement, is_first=before is None)


def _ends(
    organization: Organization,
    form: StatementForm,
    holdings: wallet_queries.Holdings,
    statement: wallet_queries.Statement,
    *,
    is_first: bool,
) -> dict:
    """Return the free coins above and below the lines of a page; the screen shows those of a question's own ends."""
    if not statement.lines:
        return {}
    asked, is_last = form.has_changed(), statement.next_before is None
    said = form.cleaned_data if form.is_valid() else {}
    span = wallet_queries.Span(0, holdings.balance.available)
    if asked:
        span = wallet_queries.span_of(organization, narrowing=form.narrowing, holdings=holdings)
    closing, opening = ends_of(span, since=said.get("since"), until=said.get("until"))
    above, below = ends_of_page(statement.lines)
    return {
        "above": {"end": closing if is_first else above, "on_screen": asked and is_first},
        "below": {"end": opening if is_last else below, "on_screen": asked and is_last},
        "span": span,
    }


def _before(request) -> int | None:
    asked = request.GET.get("before", "")
    return int(asked) if re.fullmatch("[0-9]{1,18}", asked) else None


def _lot(lot: wallet_queries.LotState, now: datetime) -> dict:
    return {
        "lot": lot,
        "last_day": lot.expires_at and last_day_before(lot.expires_at),
        "days_left": _days_left(lot.expires_at, now),
        "is_soon": lot.expires_at is not None and lot.expires_at <= now + wallet_queries.EXPIRING_SOON,
    }


def _days_left(expires_at: datetime | None, now: datetime) -> int | None:
    """Return the days until the last day that counts; below 0 when it is over."""
    return (last_day_before(expires_at) - localdate(now)).days if expires_at else None
