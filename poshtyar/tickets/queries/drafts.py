"""What a person has typed and not sent."""

from poshtyar.accounts.models import Organization, User
from poshtyar.common.prepared import prepared
from poshtyar.tickets.models import Draft, DraftPlace, Ticket


@prepared
def _draft_on(user, place, ticket):
    return Draft.objects.at(user, place, ticket)


def draft_of(
    user: User, place: DraftPlace, ticket: Ticket | None = None, organization: Organization | None = None
) -> Draft:
    """Return what the person has typed and not sent there; a draft of version 0 if there is none."""
    where = {"place": place, "ticket": ticket, "organization": organization}
    if ticket and not organization:
        found = _draft_on.first(user=user, place=place.value, ticket=ticket)
    else:
        found = Draft.objects.at(user, **where).first()
    return found or Draft(user=user, **where)
