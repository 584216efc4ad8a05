"""The statement on paper: what the page says, as the data of its template."""

from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.utils.translation import gettext

from poshtyar.accounts.models import Organization
from poshtyar.common.errors import DomainError
from poshtyar.common.jalali import format_on_paper
from poshtyar.common.numbers import current_language, format_change, format_number, isolate_text, localise_digits
from poshtyar.common.typesetting import set_document
from poshtyar.portal.forms.wallet import StatementForm
from poshtyar.portal.statements import COLUMNS, Row, rows_of
from poshtyar.wallet import queries as wallet

TEMPLATE = Path(__file__).parent / "documents" / "statement.typ"
# Setting a thousand lines takes half a second of processor time and 80 MB, in a process that ends with it.
MOST_LINES = 5000


class StatementTooLong(DomainError):
    """There are more lines than a document holds."""

    code = "statement_too_long"


def statement_as_pdf(organization: Organization, form: StatementForm, *, now: datetime) -> bytes:
    """Return the lines that the form asks for as a PDF, the newest first.

    Raises StatementTooLong, and DocumentNotMade when the typesetter fails.
    """
    language = current_language()
    extract = wallet.extract_of(organization, now=now, narrowing=form.narrowing, most=MOST_LINES + 1)
    if len(extract.lines) > MOST_LINES:
        text = gettext("A PDF holds at most %(most)s lines; choose a shorter period, or download the table.")
        raise StatementTooLong(text % {"most": format_number(MOST_LINES)})
    data = {
        "language": language,
        "rtl": language == "fa",
        "digits": localise_digits("0123456789"),
        "agency": settings.AGENCY_NAME[language],
        "title": gettext("Statement of coins"),
        "page_of": gettext("Page %(here)s of %(last)s"),
        "columns": [gettext(name) for name in COLUMNS],
        "facts": [
            (gettext("Organization"), _isolated(organization.name)),
            *((name, _isolated(said)) for name, said in form.asked),
            (gettext("Free at the beginning"), format_number(extract.span.opening)),
            (gettext("Free at the end"), format_number(extract.span.closing)),
            (gettext("Made"), format_on_paper(now)),
        ],
        "rows": [_row(row) for row in rows_of(organization, extract.lines)],
    }
    return set_document(TEMPLATE, data)


def _row(row: Row) -> dict:
    """Return a line's cells; whatever a person wrote keeps its own direction."""
    notes = [_isolated(row.reason)] if row.reason else []
    if row.work:
        notes.append(f"{_isolated(f'#{row.work.ticket_number}')} {_isolated(row.work.title)}")
    lots = [_isolated(name) + rest for name, rest in row.lots]
    return {
        "time": format_on_paper(row.line.at),
        "said": row.said,
        "notes": [*notes, " · ".join(lots)] if lots else notes,
        "change": format_change(row.line.change),
        "free": format_number(row.line.free_after),
    }


def _isolated(text: str) -> str:
    return isolate_text(" ".join(text.split()))
