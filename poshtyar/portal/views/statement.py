"""The statement as files, narrowed like the page that they are taken from."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from poshtyar.common.errors import DomainError
from poshtyar.common.limits import spend
from poshtyar.common.spreadsheet import to_csv
from poshtyar.portal.access import organization_required
from poshtyar.portal.forms.wallet import StatementForm
from poshtyar.portal.statement_pdf import statement_as_pdf
from poshtyar.portal.statements import COLUMNS, End, Row, ends_of, rows_of
from poshtyar.wallet import queries as wallet

# Nobody keeps the typesetter for themselves.
PDFS_OF_A_PERSON, TEN_MINUTES = 30, 600


@never_cache
@require_safe
@organization_required
def wallet_statement(request):
    """Give the statement as a table for spreadsheets, the newest lines first, with the page's own balances.

    The free coins at the end and at the beginning stand above and below the lines, as on the page.
    """
    now, organization = timezone.now(), request.organization
    form = StatementForm(request.GET, organization=organization)
    if not form.is_valid():
        return _back_to_the_form(request)
    asked, extract = form.cleaned_data, wallet.extract_of(organization, now=now, narrowing=form.narrowing)
    closing, opening = ends_of(extract.span, since=asked["since"], until=asked["until"])
    header = [gettext(name) for name in COLUMNS] + [gettext("Ticket"), gettext("Reason"), gettext("Packages")]
    table = to_csv(header, [_end(closing), *map(_cells, rows_of(organization, extract.lines)), _end(opening)])
    return _file(table, "text/csv; charset=utf-8", f"coins-{localdate(now).isoformat()}.csv")


@never_cache
@require_safe
@organization_required
def wallet_statement_pdf(request):
    """Give the statement on paper; what is too long, or cannot be made now, is said on the page."""
    now, organization = timezone.now(), request.organization
    form = StatementForm(request.GET, organization=organization)
    if not form.is_valid():
        return _back_to_the_form(request)
    try:
        spend("statement_pdf", str(request.user.pk), limit=PDFS_OF_A_PERSON, seconds=TEN_MINUTES)
        made = statement_as_pdf(organization, form, now=now)
    except DomainError as refusal:
        messages.error(request, str(refusal))
        return _back_to_the_form(request)
    return _file(made, "application/pdf", f"coins-{localdate(now).isoformat()}.pdf")


def _file(content: bytes | str, content_type: str, name: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=content_type)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _back_to_the_form(request):
    """Lead to the page, which says what is wrong with what was asked for."""
    return redirect(f"{reverse('portal:wallet')}?{request.GET.urlencode()}")


def _end(end: End) -> list[str | int]:
    """Return the cells of free coins above or below the lines: nothing changes there."""
    return ["", end.said, "", end.free, "", "", ""]


def _cells(row: Row) -> list[str | int]:
    """Return a line's cells: a moment that programs read, the page's words, and numbers as numbers."""
    line, work = row.line, row.work
    ticket, lots = (
        f"#{work.ticket_number} {work.title}" if work else "",
        " · ".join(name + rest for name, rest in row.lots),
    )
    return [f"{localtime(line.at):%Y-%m-%d %H:%M}", row.said, line.change, line.free_after, ticket, row.reason, lots]
