"""Who may do what with a ticket."""

from poshtyar.accounts.models import Membership, Organization, User
from poshtyar.accounts.permissions import is_member, membership_of
from poshtyar.tickets.models import DraftPlace, Ticket


def may_write(user: User, ticket: Ticket) -> bool:
    """Whether this person may answer in the ticket, and reopen it: its members, and staff."""
    return user.is_staff_member or is_member(user, ticket.organization)


def may_keep_draft(user: User, place: DraftPlace, ticket: Ticket | None, organization: Organization | None) -> bool:
    """Whether this person may keep a draft there: where they may send it."""
    if place == DraftPlace.TICKET:
        return ticket is None and organization is not None and is_member(user, organization)
    if ticket is None or organization is not None:
        return False
    return user.is_staff_member or (place == DraftPlace.REPLY and may_write(user, ticket))


def may_close(user: User, ticket: Ticket) -> bool:
    """Whether this person may close the ticket: staff, its opener, and owners of the organization."""
    return user.is_staff_member or may_close_as(membership_of(user, ticket.organization), ticket)


def may_close_as(membership: Membership | None, ticket: Ticket) -> bool:
    """Whether the holder of this place in an organization may close the ticket; asks nothing of the database."""
    if membership is None or membership.organization_id != ticket.organization_id:
        return False
    return membership.is_owner or membership.user_id == ticket.opened_by_id


def may_rate(user: User, ticket: Ticket) -> bool:
    """Whether this person may rate the answer: members, never staff."""
    return not user.is_staff_member and is_member(user, ticket.organization)


def may_assign(user: User, assignee: User) -> bool:
    """Whether this person may make that one responsible: agents take tickets, leads hand them out."""
    if not (assignee.is_staff_member and assignee.is_active):
        return False
    return user.is_lead or (user.is_staff_member and user == assignee)
