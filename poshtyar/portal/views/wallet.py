"""The organization's coins: what it holds, until when, and what became of each coin."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from poshtyar.accounts.models import Organization
from poshtyar.common.jalali import last_day_before
from poshtyar.common.spreadsheet import to_csv
from poshtyar.common.words import coins_in_words
from poshtyar.portal.access import organization_required
from poshtyar.quotes.models import QuoteVersion
from poshtyar.wallet import queries as wallet_queries

LINES_A_PAGE = 50
# The columns of the page's table, which the file has too.
COLUMNS = ("Time", "What", "Change", "Free after")
# What is said of coins that came into a bucket, in the order in which a line says it.
SAID = {
    "held": _("%(coins)s set aside"),
    "captured": _("%(coins)s used"),
    "available": _("%(coins)s released"),
    "expired": _("%(coins)s expired"),
    "revoked": _("%(coins)s taken back"),
}
SAID_INSTEAD = {
    ("purchase", "available"): _("%(coins)s bought"),
    ("purchase", "captured"): _("%(coins)s paid back what you owed"),
    ("gift", "available"): _("%(coins)s as a gift"),
    ("reinstate", "available"): _("%(coins)s given back"),
    ("undo", "available"): _("%(coins)s given back"),
    ("undo", "revoked"): _("%(coins)s of them had not been paid for"),
    ("won", "available"): _("%(coins)s given back"),
    ("adjust", "available"): _("%(coins)s added"),
    ("adjust", "revoked"): _("%(coins)s taken away"),
    ("refund", "revoked"): _("%(coins)s refunded"),
    ("extend", "available"): _("%(coins)s got a later date"),
    # They are the same coins.
    ("extend", "revoked"): "",
}
OWED, NO_LONGER_OWED = _("%(coins)s owed"), _("%(coins)s no longer owed")
SAID_OF_NOTHING = {
    "chargeback": _("A payment was disputed; nothing of it was left"),
    "won": _("The money of a disputed payment came back"),
}
# Behind these stands a person with a reason for the customer.
REASONED = {"gift", "adjust", "refund", "undo", "chargeback", "won", "extend"}


@dataclass(frozen=True)
class Work:
    """What coins were set aside for, as the customer knows it."""

    ticket_number: int
    title: str


@never_cache
@require_safe
@organization_required
def wallet(request):
    """Show the balance, the lots, and a page of the statement."""
    now = timezone.now()
    holdings = wallet_queries.holdings_of(request.organization, now)
    statement = wallet_queries.statement_of(
        request.organization, before_seq=_before(request), limit=LINES_A_PAGE, now=now, holdings=holdings
    )
    works = works_of(request.organization, (line.reference for line in statement.lines))
    facts = {
        **balance_card(holdings),
        "lots": [_lot(lot, holdings.at) for lot in holdings.lots if lot.available or lot.held],
        "lines": [
            {
                "line": line,
                "said": _said(line),
                "reason": line.reason if line.kind in REASONED else "",
                "work": works.get(line.reference),
            }
            for line in statement.lines
        ],
        "next_before": statement.next_before,
    }
    return render(request, "portal/wallet.html", facts)


@never_cache
@require_safe
@organization_required
def wallet_statement(request):
    """Give the whole statement as a table for spreadsheets, the newest lines first, with the page's own balances."""
    now, organization = timezone.now(), request.organization
    lines = list(_all_lines(organization, now))
    works = works_of(organization, (line.reference for line in lines))
    header = [gettext(name) for name in COLUMNS] + [gettext("Ticket"), gettext("Reason")]
    answer = HttpResponse(to_csv(header, (_row(line, works) for line in lines)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="coins-{localdate(now).isoformat()}.csv"'
    return answer


def _all_lines(organization: Organization, now: datetime) -> Iterator[wallet_queries.StatementLine]:
    before = None
    while True:
        page = wallet_queries.statement_of(organization, before_seq=before, limit=wallet_queries.MOST_LINES, now=now)
        yield from page.lines
        before = page.next_before
        if before is None:
            return


def _row(line: wallet_queries.StatementLine, works: dict[str, Work]) -> list[str | int]:
    """Return a line's cells: a moment that programs read, the page's words, and numbers as numbers."""
    work = works.get(line.reference)
    ticket = f"#{work.ticket_number} {work.title}" if work else ""
    said = _said(line)
    reason = line.reason if line.kind in REASONED else ""
    return [f"{localtime(line.at):%Y-%m-%d %H:%M}", said, line.change, line.free_after, ticket, reason]


def balance_card(holdings: wallet_queries.Holdings) -> dict:
    """Return what `portal/_balance.html` draws; `lasting` are the free coins that do not expire soon."""
    balance = holdings.balance
    return {
        "balance": balance,
        "lasting": balance.available - balance.expiring_soon,
        "soon_day": balance.next_expiry_at and last_day_before(balance.next_expiry_at),
    }


def works_of(organization: Organization, references: Iterable[str]) -> dict[str, Work]:
    """Return the work behind each of these hold references, in one statement."""
    versions = [reference.removeprefix("quote-version:") for reference in references if "quote-version:" in reference]
    rows = QuoteVersion.objects.filter(pk__in=versions, quote__ticket__organization=organization)
    return {
        f"quote-version:{pk}": Work(ticket_number, title)
        for pk, ticket_number, title in rows.values_list("pk", "quote__ticket_id", "title")
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


def _said(line: wallet_queries.StatementLine) -> str:
    parts = [
        str(SAID_INSTEAD.get((line.kind, bucket), text)) % {"coins": coins_in_words(line.moved[bucket])}
        for bucket, text in SAID.items()
        if line.moved.get(bucket)
    ]
    if line.owed > 0:
        parts.append(str(OWED) % {"coins": coins_in_words(line.owed)})
    elif line.owed < 0 and line.kind != "purchase":
        parts.append(str(NO_LONGER_OWED) % {"coins": coins_in_words(-line.owed)})
    said = ("، " if get_language() == "fa" else ", ").join(part for part in parts if part)
    return said or str(SAID_OF_NOTHING.get(line.kind, ""))
