"""Advice before buying."""

from datetime import datetime

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import Organization, User
from poshtyar.common.transactions import operation
from poshtyar.tickets.models import Effect, Ticket
from poshtyar.tickets.operations.opening import open_ticket


@operation
def ask_for_advice(
    *,
    organization: Organization | None,
    subject: str,
    body: str,
    nonce: str,
    actor: User,
    now: datetime,
    name: str = "",
) -> Ticket:
    """Open a ticket with a question before buying (B5); who has no organization yet gets one of this name.

    The same form sent again returns the first ticket.
    Raises and records what `accounts.create_organization` and `open_ticket` do.
    """
    if organization is None:
        organization = accounts.create_organization(name=name, owner_name=name, actor=actor, now=now)
    return open_ticket(
        organization=organization,
        store=None,
        subject=subject,
        body=body,
        effect=Effect.QUESTION,
        files=[],
        nonce=nonce,
        actor=actor,
        now=now,
        is_presales=True,
    )
