"""The statement as people read it: each line in words, the same ones on the page, in files and on paper."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from poshtyar.accounts.models import Organization
from poshtyar.common.jalali import format_date
from poshtyar.common.words import coins_in_words
from poshtyar.quotes.queries import Work, works_behind
from poshtyar.wallet import queries as wallet

# The columns of the page's table, which the files have too.
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
class Row:
    """A line in words, with the work that its coins were for, and the reason of whoever answers for it."""

    line: wallet.StatementLine
    said: str
    reason: str
    work: Work | None


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


def rows_of(organization: Organization, lines: Iterable[wallet.StatementLine]) -> list[Row]:
    """Return the lines in the reader's language."""
    lines = list(lines)
    works = works_behind((line.reference for line in lines), organization=organization)
    return [
        Row(line, said_of(line), line.reason if line.kind in REASONED else "", works.get(line.reference))
        for line in lines
    ]


def said_of(line: wallet.StatementLine) -> str:
    """Return what happened to the coins of a line."""
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
