"""The statement as files, narrowed like the page that they are taken from."""

from django.http import HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from poshtyar.common.spreadsheet import to_csv
from poshtyar.portal.access import organization_required
from poshtyar.portal.forms.wallet import StatementForm
from poshtyar.portal.statements import Row, rows_of
from poshtyar.wallet import queries as wallet

# The columns of the page's table, which the file has too.
COLUMNS = ("Time", "What", "Change", "Free after")


@never_cache
@require_safe
@organization_required
def wallet_statement(request):
    """Give the statement as a table for spreadsheets, the newest lines first, with the page's own balances."""
    now, organization = timezone.now(), request.organization
    form = StatementForm(request.GET, organization=organization)
    if not form.is_valid():
        return _back_to_the_form(request)
    rows = rows_of(organization, wallet.all_lines(organization, now=now, narrowing=form.narrowing))
    header = [gettext(name) for name in COLUMNS] + [gettext("Ticket"), gettext("Reason")]
    answer = HttpResponse(to_csv(header, map(_cells, rows)), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="coins-{localdate(now).isoformat()}.csv"'
    return answer


def _back_to_the_form(request):
    """Lead to the page, which says what is wrong with what was asked for."""
    return redirect(f"{reverse('portal:wallet')}?{request.GET.urlencode()}")


def _cells(row: Row) -> list[str | int]:
    """Return a line's cells: a moment that programs read, the page's words, and numbers as numbers."""
    line, work = row.line, row.work
    ticket = f"#{work.ticket_number} {work.title}" if work else ""
    return [f"{localtime(line.at):%Y-%m-%d %H:%M}", row.said, line.change, line.free_after, ticket, row.reason]
