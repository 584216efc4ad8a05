"""The work behind coins that were set aside."""

from collections.abc import Iterable
from dataclasses import dataclass

from poshtyar.accounts.models import Organization
from poshtyar.quotes.models import HOLD_PREFIX, QuoteVersion


@dataclass(frozen=True)
class Work:
    """What coins were set aside for: a piece of work on a ticket."""

    ticket_number: int
    title: str


def works_behind(references: Iterable[str], *, organization: Organization | None = None) -> dict[str, Work]:
    """Return the work of each of these hold references, in one statement; of an organization, its own work alone."""
    versions = [name.removeprefix(HOLD_PREFIX) for name in references if name.startswith(HOLD_PREFIX)]
    rows = QuoteVersion.objects.filter(pk__in=versions)
    if organization is not None:
        rows = rows.filter(quote__ticket__organization=organization)
    facts = rows.values_list("pk", "quote__ticket_id", "title")
    return {f"{HOLD_PREFIX}{pk}": Work(ticket_number, title) for pk, ticket_number, title in facts}
