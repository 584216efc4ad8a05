"""Recording facts and delivering them."""

from datetime import datetime
from typing import TYPE_CHECKING

from poshtyar.common.insertion import insert
from poshtyar.events.kinds import KINDS
from poshtyar.events.models import Event
from poshtyar.events.registry import subscribers_of
from poshtyar.jobs import operations as jobs

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization, User
    from poshtyar.tickets.models import Ticket


def record(
    kind: str,
    *,
    actor: "User | None",
    now: datetime,
    organization: "Organization | None" = None,
    ticket: "Ticket | None" = None,
    **data,
) -> Event:
    """Write a fact in the caller's transaction, and one job for each subscriber of its kind.

    `data` holds JSON values only: ids, coins, texts. Raises KeyError for a kind that `kinds.py` does not list.
    """
    if kind not in KINDS:
        raise KeyError(f"The kind {kind} is not in poshtyar/events/kinds.py.")
    event = Event(
        kind=kind,
        happened_at=now,
        actor=actor,
        organization=organization or (ticket.organization if ticket else None),
        ticket=ticket,
        data=data,
    )
    insert(event)
    for subscriber in subscribers_of(kind):
        # The fact is new and so are its jobs; a key would be asked for in vain.
        jobs.enqueue("events.deliver", now=now, event_id=event.pk, kind=kind, subscriber=subscriber)
    return event
