"""The statement as people read it: each line in words, the same ones on the page, in files and on paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import gettext

from poshtyar.accounts.models import Organization
from poshtyar.common.jalali import format_date, last_day_before
from poshtyar.common.localised import localised
from poshtyar.common.words import coins_in_words
from poshtyar.quotes.queries import Work, works_behind
from poshtyar.wallet import queries as wallet

# The columns of the page's table, which the files have too.
COLUMNS = ("Time", "What", "Change", "Free after")


@dataclass(frozen=True)
class Row:
    """A line in words, with the work that its coins were for, and the reason of whoever answers for it."""

    line: wallet.StatementLine
    said: str
    reason: str
    work: Work | None

    @property
    def lots(self) -> list[tuple[str, str]]:
        """The packages of its coins: the name of each, then its last day (ledger.md, 7).

        How many are of it is said where there are several: of one package they are all that the line tells of.
        """
        is_shared = len(self.line.lots) > 1
        return [(localised(share, "name"), _rest_in_words(share, is_shared=is_shared)) for share in self.line.lots]


@dataclass(frozen=True)
class End:
    """The free coins above the first line or below the last one, and what they are called there."""

    said: str
    free: int


def ends_of(span: wallet.Span, *, since: date | None, until: date | None) -> tuple[End, End]:
    """Return the free coins at the end of what was asked for, and at its beginning: the newest lines come first."""
    at_end = gettext("Free at the end of %(day)s") % {"day": format_date(until)} if until else gettext("Free now")
    at_beginning = gettext("Free before %(day)s") % {"day": format_date(since)} if since else ""
    return End(at_end, span.closing), End(at_beginning or gettext("Free at the beginning"), span.opening)


def ends_of_page(lines: Sequence[wallet.StatementLine]) -> tuple[End, End]:
    """Return the free coins above and below the lines of a page, by its own lines."""
    above, below = lines[0].free_after, lines[-1].free_after - lines[-1].change
    return End(gettext("Free after these lines"), above), End(gettext("Free before these lines"), below)


def _rest_in_words(share: wallet.LotShare, *, is_shared: bool) -> str:
    """Return what follows the name of a lot, which has a direction of its own."""
    until, coins = "", f": {coins_in_words(share.coins)}" if is_shared else ""
    if share.expires_at is not None:
        until = gettext("until %(day)s") % {"day": format_date(last_day_before(share.expires_at))}
        until = f" ({until})"
    return until + coins


def rows_of(organization: Organization, lines: Iterable[wallet.StatementLine]) -> list[Row]:
    """Return the lines in the reader's language."""
    lines = list(lines)
    works = works_behind((line.reference for line in lines), organization=organization)
    return [Row(line, wallet.said_of(line), wallet.reason_of(line), works.get(line.reference)) for line in lines]
