"""What is promised for the first answer, in words."""

from datetime import datetime

from poshtyar.accounts.models import Organization
from poshtyar.entitlements.queries import rights_of
from poshtyar.sla.calendars import Promise, explain, promise_first_answer
from poshtyar.sla.queries import terms_of
from poshtyar.tickets.models import Ticket


def promises_now(organization: Organization, now: datetime) -> tuple[str, str]:
    """Return what a general request and an emergency would be promised now, in words (B22)."""
    level = rights_of(organization, now).service_level
    terms = terms_of(level) if level else None
    general, emergency = (
        promise_first_answer(opened_at=now, terms=terms, emergency=urgent, presales=False) for urgent in (False, True)
    )
    return explain(general, now), explain(emergency, now)


def promise_in_words(ticket: Ticket, now: datetime) -> str:
    """Return the promise that the ticket was opened with, or a better one bought later, and its reason (B22)."""
    return explain(Promise.from_dict(ticket.promise), now)
