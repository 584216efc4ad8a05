"""Organizations."""

from datetime import datetime

from django.utils.translation import gettext

from poshtyar.accounts.models import MemberRole, Membership, Organization, User
from poshtyar.accounts.operations.locks import lock_person
from poshtyar.accounts.operations.names import refuse_reserved
from poshtyar.common.errors import NotAllowed
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events


@operation
def create_organization(*, name: str, owner_name: str, actor: User, now: datetime) -> Organization:
    """Make an organization that the actor owns, and keep the actor's own name.

    Called twice with one name, it returns the first organization.
    Raises NotAllowed to staff and to whoever has left, NameReserved. Records `accounts.organization_created`.
    """
    actor = lock_person(actor)
    if actor.is_staff_member:
        raise NotAllowed(gettext("Staff have no organizations of their own."))
    refuse_reserved(owner_name)
    refuse_reserved(name)
    mine = Membership.objects.owners().filter(user=actor, organization__name=name).select_related("organization")
    if mine:
        return mine[0].organization

    actor.display_name = owner_name
    actor.save(update_fields=["display_name"])
    organization = Organization.objects.create(name=name)
    Membership.objects.create(organization=organization, user=actor, role=MemberRole.OWNER, may_approve=True)

    events.record("accounts.organization_created", actor=actor, organization=organization, now=now, name=name)
    return organization
