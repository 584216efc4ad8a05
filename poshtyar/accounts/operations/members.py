"""Members of an organization, and the invitations that bring them."""

import secrets
import unicodedata
from datetime import datetime, timedelta
from textwrap import shorten

from django.db.models import Q
from django.utils.translation import gettext, override

from poshtyar.accounts import permissions
from poshtyar.accounts.models import Invitation, MemberRole, Membership, Organization, User
from poshtyar.accounts.operations.locks import lock_person
from poshtyar.accounts.queries import hash_token
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.common.links import link_to
from poshtyar.common.numbers import format_number, isolate_text
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events
from poshtyar.outbox import operations as outbox

INVITATION_LIFE = timedelta(hours=72)
INVITATIONS_PER_DAY = 20
# Of a name that goes to a stranger: enough to be known by, too little for a message.
LONGEST_NAME, MOST_DIGITS = 40, 4


class AlreadyMember(DomainError):
    """The invited person is a member already."""

    code = "already_member"


class TooManyInvitations(DomainError):
    """The organization sent all the invitations of a day."""

    code = "too_many_invitations"


class InvitationNotOpen(DomainError):
    """The invitation is unknown, used, withdrawn, too old, or somebody else's; which of them, nobody is told."""

    code = "invitation_not_open"


class NoLongerMember(DomainError):
    """The member was removed meanwhile."""

    code = "no_longer_member"


class LastOwner(DomainError):
    """An organization keeps at least one owner."""

    code = "last_owner"


@operation
def invite_member(
    *, organization: Organization, mobile: str, role: str, may_approve: bool, actor: User, now: datetime
) -> Invitation:
    """Send an invitation to a mobile number; it replaces one that waits for the same number.

    The token is 256 random bits, leaves in the SMS only, and is kept as a hash. The SMS is ours: of the names that
    customers chose it carries letters, and nothing that a telephone makes a link or a number to call of (`bar.md` R49).
    Raises NotAllowed, AlreadyMember, TooManyInvitations. Records `accounts.member_invited`.
    """
    _lock_as_owner(organization, actor)
    if organization.memberships.filter(user__mobile=mobile).exists():
        raise AlreadyMember(gettext("This person is a member already."))
    # Of the person too: whoever makes more organizations invites no more people.
    theirs = Invitation.objects.filter(Q(organization=organization) | Q(invited_by=actor))
    if theirs.filter(invited_at__gt=now - timedelta(days=1)).count() >= INVITATIONS_PER_DAY:
        raise TooManyInvitations(
            gettext("%(count)s invitations were sent in a day. Send the next one tomorrow.")
            % {"count": format_number(INVITATIONS_PER_DAY)}
        )

    organization.invitations.waiting().filter(mobile=mobile).update(withdrawn_at=now)
    token = secrets.token_urlsafe(32)
    invitation = organization.invitations.create(
        mobile=mobile,
        role=role,
        may_approve=may_approve or role == MemberRole.OWNER,
        token_hash=hash_token(token),
        invited_by=actor,
        invited_at=now,
        expires_at=now + INVITATION_LIFE,
    )

    language = actor.language
    with override(language):
        body = gettext("%(person)s invites you to “%(organization)s”. The link works for 3 days:\n%(link)s") % {
            "person": isolate_text(_name_for_strangers(actor)),
            "organization": isolate_text(_name_for_strangers(organization)),
            "link": link_to("portal:open_invitation", token),
        }
    outbox.send_sms(to=mobile, body=body, now=now, language=language, is_secret=True)
    events.record(
        "accounts.member_invited",
        actor=actor,
        organization=organization,
        now=now,
        invitation_id=invitation.pk,
        role=role,
    )
    return invitation


@operation
def withdraw_invitation(*, invitation: Invitation, actor: User, now: datetime) -> Invitation:
    """Make an invitation useless; a second call changes nothing.

    Raises NotAllowed, InvitationNotOpen when it was accepted. Records `accounts.invitation_withdrawn`.
    """
    _lock_as_owner(invitation.organization, actor)
    invitation.refresh_from_db()
    if invitation.withdrawn_at:
        return invitation
    if invitation.accepted_at:
        raise InvitationNotOpen(gettext("This invitation was accepted already. You can remove the member."))

    invitation.withdrawn_at = now
    invitation.save(update_fields=["withdrawn_at"])
    events.record(
        "accounts.invitation_withdrawn",
        actor=actor,
        organization=invitation.organization,
        now=now,
        invitation_id=invitation.pk,
    )
    return invitation


@operation
def accept_invitation(*, token_hash: str, actor: User, now: datetime) -> Membership:
    """Make the actor a member; only the person of the invited number may, once.

    A second click of the same person, still a member, returns the membership of the first.
    Raises InvitationNotOpen, and NotAllowed to whoever has left. Records `accounts.member_joined`.
    """
    invitation = Invitation.objects.filter(token_hash=token_hash, mobile=actor.mobile).first()
    if invitation is None or actor.is_staff_member:
        raise _invitation_not_open()
    organization = _lock(invitation.organization_id)
    actor = lock_person(actor)
    invitation.refresh_from_db()
    membership = permissions.membership_of(actor, organization)
    if membership and invitation.accepted_at:
        return membership
    if membership or invitation.accepted_at or invitation.withdrawn_at or now >= invitation.expires_at:
        raise _invitation_not_open()

    invitation.accepted_at = now
    invitation.save(update_fields=["accepted_at"])
    membership = Membership.objects.create(
        organization=organization, user=actor, role=invitation.role, may_approve=invitation.may_approve
    )
    events.record("accounts.member_joined", actor=actor, organization=organization, now=now, role=membership.role)
    return membership


@operation
def change_member(
    *, membership: Membership, role: str | None = None, may_approve: bool | None = None, actor: User, now: datetime
) -> Membership:
    """Change what a member is and may do; what is None stays as it is, and an owner always may approve.

    Saying what stands already changes nothing. Invitations of whoever is no longer an owner become useless.
    Raises NotAllowed, NoLongerMember, LastOwner. Records `accounts.member_changed`.
    """
    _lock_as_owner(membership.organization, actor)
    membership = _still_there(membership)
    role = membership.role if role is None else role
    may_approve = membership.may_approve if may_approve is None else may_approve
    if role != MemberRole.OWNER:
        refuse_last_owner(membership)

    may_approve = may_approve or role == MemberRole.OWNER
    if (membership.role, membership.may_approve) == (role, may_approve):
        return membership

    membership.role, membership.may_approve = role, may_approve
    membership.save(update_fields=["role", "may_approve"])
    if not membership.is_owner:
        _withdraw_those_of(membership, now)
    events.record(
        "accounts.member_changed",
        actor=actor,
        organization=membership.organization,
        now=now,
        member_id=membership.user_id,
        role=role,
        may_approve=may_approve,
    )
    return membership


@operation
def remove_member(*, membership: Membership, actor: User, now: datetime) -> None:
    """Take a person out of the organization; what they wrote stays, and their invitations become useless.

    Raises NotAllowed, NoLongerMember, LastOwner. Records `accounts.member_removed`.
    """
    _lock_as_owner(membership.organization, actor)
    membership = _still_there(membership)
    refuse_last_owner(membership)

    events.record(
        "accounts.member_removed",
        actor=actor,
        organization=membership.organization,
        now=now,
        member_id=membership.user_id,
    )
    _withdraw_those_of(membership, now)
    membership.delete()


def _withdraw_those_of(membership: Membership, now: datetime) -> None:
    """Make the invitations of a former owner useless: one to a second number of theirs would lead back in."""
    sent = membership.organization.invitations.waiting().filter(invited_by=membership.user_id)
    sent.update(withdrawn_at=now)


def _lock(organization_id: int) -> Organization:
    """Lock the organization: its members and invitations change one at a time."""
    return Organization.objects.select_for_update().get(pk=organization_id)


def _name_for_strangers(named: User | Organization) -> str:
    """Return a name without what could lead a reader anywhere."""
    letters = "".join(one if _is_of_a_name(one) else " " for one in str(named))
    if sum(one.isdigit() for one in letters) > MOST_DIGITS:
        letters = "".join(" " if one.isdigit() else one for one in letters)
    return shorten(letters, LONGEST_NAME, placeholder="…")


def _is_of_a_name(one: str) -> bool:
    return unicodedata.category(one)[0] in "LMN" or one in "\u200c'’&-"


def _lock_as_owner(organization: Organization, actor: User) -> None:
    """Lock the organization, and refuse whoever is not one of its owners."""
    _lock(organization.pk)
    if not permissions.is_owner(actor, organization):
        raise NotAllowed(gettext("Only an owner of the organization may do this."))


def _still_there(membership: Membership) -> Membership:
    """Return the membership as it is under the organization's lock."""
    fresh = Membership.objects.select_related("organization").filter(pk=membership.pk).first()
    if fresh is None:
        raise NoLongerMember(gettext("This person is no longer a member."))
    return fresh


def refuse_last_owner(membership: Membership) -> None:
    """Raise LastOwner when this is the only owner; the caller holds the organization's lock."""
    others = Membership.objects.owners().filter(organization=membership.organization_id).exclude(pk=membership.pk)
    if membership.is_owner and not others.exists():
        raise LastOwner(gettext("An organization needs an owner. Make another member an owner first."))


def _invitation_not_open() -> InvitationNotOpen:
    """Return the one refusal of every invitation that does not work."""
    return InvitationNotOpen(
        gettext(
            "This invitation does not work: it is used, withdrawn or older than 3 days, or it is for another number."
        )
    )
