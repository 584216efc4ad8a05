"""The work behind coins that were set aside."""

from collections.abc import Iterable
from dataclasses import dataclass

from poshtyar.quotes.models import QuoteVersion


@dataclass(frozen=True)
class Work:
    """What coins were set aside for: a piece of work on a ticket."""

    ticket_number: int
    title: str


def works_behind(references: Iterable[str]) -> dict[str, Work]:
    """Return the work of each of these hold references, in one statement."""
    versions = [reference.removeprefix("quote-version:") for reference in references if "quote-version:" in reference]
    rows = QuoteVersion.objects.filter(pk__in=versions).values_list("pk", "quote__ticket_id", "title")
    return {f"quote-version:{pk}": Work(ticket_number, title) for pk, ticket_number, title in rows}
