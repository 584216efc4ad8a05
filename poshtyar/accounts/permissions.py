"""Who may do what for an organization."""

from poshtyar.accounts.models import Membership, Organization, User
from poshtyar.common.prepared import prepared


@prepared
def _place(user, organization):
    return Membership.objects.filter(user=user, organization=organization)


def membership_of(user: User, organization: Organization) -> Membership | None:
    """Return the person's place in the organization; staff and strangers have none."""
    if not user.is_authenticated or user.is_staff_member:
        return None
    return _place.first(user=user, organization=organization)


def is_member(user: User, organization: Organization) -> bool:
    """Whether the person may ask and read there, and keep its stores."""
    return membership_of(user, organization) is not None


def is_owner(user: User, organization: Organization) -> bool:
    """Whether the person manages the organization's members."""
    membership = membership_of(user, organization)
    return membership is not None and membership.is_owner


def may_buy(user: User, organization: Organization) -> bool:
    """Whether the person may buy packages: owners."""
    return is_owner(user, organization)


def may_approve(user: User, organization: Organization) -> bool:
    """Whether the person may approve work: owners, and members who were allowed to; never staff (B32)."""
    membership = membership_of(user, organization)
    return membership is not None and (membership.is_owner or membership.may_approve)


def may_deactivate(actor: User, user: User) -> bool:
    """Whether the actor may end this person's account: everybody their own, leads a customer's, managers anybody's."""
    return actor.pk == user.pk or actor.is_manager or (actor.is_lead and not user.is_staff_member)
