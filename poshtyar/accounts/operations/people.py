"""A person's name and preferences, staff, sessions, and the end of an account."""

from dataclasses import asdict, dataclass
from datetime import datetime

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils.translation import gettext

from poshtyar.accounts import permissions
from poshtyar.accounts.models import Invitation, LoginCode, Membership, Organization, Role, User
from poshtyar.accounts.operations.locks import lock_person
from poshtyar.accounts.operations.members import refuse_last_owner
from poshtyar.accounts.operations.names import refuse_reserved
from poshtyar.common.editing import differences
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events


class EmailTaken(DomainError):
    """Another person has this e-mail address."""

    code = "email_taken"


class LastManager(DomainError):
    """The agency keeps at least one manager."""

    code = "last_manager"


@dataclass(frozen=True)
class Preferences:
    """How a person wishes to be called, to read, and to be told; what is None stays as it is."""

    display_name: str | None = None
    language: str | None = None
    digits: str | None = None
    theme: str | None = None
    uses_keys: bool | None = None
    notify_by_sms: bool | None = None
    notify_by_email: bool | None = None


@operation
def change_preferences(*, preferences: Preferences, actor: User, now: datetime) -> User:
    """Keep a person's own preferences; saying what stands already changes nothing.

    Raises NotAllowed to whoever has left, and NameReserved to customers.
    """
    user = lock_person(actor)
    wishes = {field: wish for field, wish in asdict(preferences).items() if wish is not None}
    changes = differences(user, wishes)
    if not user.is_staff_member and "display_name" in changes:
        refuse_reserved(wishes["display_name"])
    if not changes:
        return user

    for field in changes:
        setattr(user, field, wishes[field])
    user.save(update_fields=list(changes))
    return user


@operation
def create_staff(*, email: str, name: str, role: str, password: str, actor: User | None, now: datetime) -> User:
    """Make a person who works for the agency. Raises EmailTaken. Records `accounts.staff_created`."""
    user = User(email=email.lower(), display_name=name, role=role)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        raise EmailTaken(gettext("Somebody has the e-mail address %s already.") % email) from None

    events.record("accounts.staff_created", actor=actor, now=now, user_id=user.pk, role=role)
    return user


@operation
def deactivate_user(*, user: User, actor: User, now: datetime) -> User:
    """End an account and forget who it was; what the person wrote stays (B32). A second call changes nothing.

    Raises NotAllowed, LastOwner when members would be left without an owner, LastManager.
    Records `accounts.user_deactivated`.
    """
    # Organizations first: they are locked before people everywhere, and their owners change one at a time.
    organizations = Organization.objects.select_for_update().filter(memberships__user=user).order_by("pk")
    memberships = Membership.objects.filter(organization__in=[organization.pk for organization in organizations])
    # The managers with them, so that of two who end each other's accounts one stays.
    people = User.objects.select_for_update().filter(Q(pk=user.pk) | Q(role=Role.MANAGER)).order_by("pk")
    user = {person.pk: person for person in people}[user.pk]
    if not permissions.may_deactivate(actor, user):
        raise NotAllowed(gettext("You may not end this account."))
    if user.deactivated_at:
        return user
    own = [membership for membership in memberships if membership.user_id == user.pk]
    for membership in own:
        if any(other.organization_id == membership.organization_id for other in memberships if other not in own):
            refuse_last_owner(membership)
    if user.is_manager and not User.objects.filter(role=Role.MANAGER, is_active=True).exclude(pk=user.pk).exists():
        raise LastManager(gettext("The agency needs a manager. Make another one first."))

    _forget(user, now)

    events.record("accounts.user_deactivated", actor=actor, now=now, user_id=user.pk)
    return user


def _forget(user: User, now: datetime) -> None:
    """Take away every way in and everything that says who this was."""
    LoginCode.objects.filter(mobile=user.mobile).delete()
    Invitation.objects.waiting().filter(mobile=user.mobile).update(withdrawn_at=now)
    Invitation.objects.waiting().filter(invited_by=user).update(withdrawn_at=now)
    Membership.objects.filter(user=user).delete()
    Authenticator.objects.filter(user=user).delete()
    end_sessions(user=user)

    user.is_active, user.deactivated_at = False, now
    user.display_name, user.mobile, user.mobile_verified_at, user.email = "", None, None, None
    user.set_unusable_password()
    user.save(
        update_fields=[
            "is_active",
            "deactivated_at",
            "display_name",
            "mobile",
            "mobile_verified_at",
            "email",
            "password",
        ]
    )


@operation
def end_sessions(*, user: User, keep: str | None = None) -> int:
    """Sign a person out everywhere, but for the session whose key is `keep`; return how many ended."""
    sessions = UserSession.objects.filter(user_id=user.pk).exclude(session_key=keep or "")
    return len([session.end() for session in sessions])


@operation
def forget_ended_sessions(*, now: datetime) -> int:
    """Delete the sessions whose time is over, and what was noted of them; return how many ended."""
    ended, _ = Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    return ended


@operation
def end_session(*, session: UserSession, actor: User) -> None:
    """Sign the actor out of one of their own sessions. Raises NotAllowed for somebody else's."""
    if session.user_id != actor.pk:
        raise NotAllowed(gettext("This is not your session."))
    session.end()
