"""Keeping a secret, showing it once, and erasing it."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.conf import settings
from django.utils.translation import gettext as _

from poshtyar.accounts.models import User
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.common.insertion import insert
from poshtyar.common.jalali import format_moment
from poshtyar.common.sealing import SealBroken
from poshtyar.common.texts import plain_lines
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events
from poshtyar.vault.limits import MAX_SECRET, too_long
from poshtyar.vault.models import Secret
from poshtyar.vault.permissions import may_erase

if TYPE_CHECKING:
    from poshtyar.tickets.models import Ticket

ERASED_AT_ONCE = 500


@dataclass(frozen=True)
class Revealed:
    """What one of the staff is shown, and until when; a report of a failure shows its name and not the text."""

    text: str = field(repr=False)
    until: datetime


class SecretTooLong(DomainError):
    """The log-in details are longer than they may be."""

    code = "secret_too_long"


class SecretErased(DomainError):
    """Nothing is left to be shown."""

    code = "secret_erased"


class SecretShown(DomainError):
    """Somebody else has seen it, and it is shown to one person."""

    code = "secret_shown"


class SecretUnreadable(DomainError):
    """It was sealed with a key that the site has no more."""

    code = "secret_unreadable"


def clean_secret(text: str) -> str:
    """Return log-in details as they are kept: as they came, without empty lines around them; raises SecretTooLong.

    A password may end with a space, so nothing is cut inside a line (ASVS 6.2.8).
    """
    text = plain_lines(text)
    text = text.strip("\n") if text.strip() else ""
    if len(text) > MAX_SECRET:
        raise SecretTooLong(too_long(len(text)))
    return text


@operation
def keep_secret(*, ticket: "Ticket", text: str, actor: User, now: datetime) -> Secret:
    """Seal clean log-in details that a message of this ticket hands over; they end after SECRET_DAYS.

    A part of writing the message, whose form makes it happen once. Records `vault.secret_kept`.
    """
    secret = Secret(
        organization=ticket.organization,
        ticket=ticket,
        written_by=actor,
        kept_at=now,
        erase_at=now + timedelta(days=settings.SECRET_DAYS),
    )
    secret.take(text)
    insert(secret)
    _record("vault.secret_kept", secret, actor, now)
    return secret


@operation
def reveal_secret(*, secret: Secret, actor: User, now: datetime) -> Revealed:
    """Show the text to the first of the staff who asks for it; it ends SECRET_SHOWN_MINUTES later.

    Until then the same person may look again, as when the page was lost on its way: that changes nothing.
    Raises NotAllowed, SecretErased, SecretShown, SecretUnreadable. Records `vault.secret_revealed`.
    """
    secret = _locked(secret)
    if not actor.is_staff_member:
        raise NotAllowed(_("Only staff open log-in details."))
    if secret.shown_at and secret.shown_to_id != actor.pk:
        raise SecretShown(
            _("%(person)s saw these log-in details, %(moment)s, and nobody else can. Ask for them again.")
            % {"person": secret.shown_to, "moment": format_moment(secret.shown_at, now)}
        )
    if not secret.is_kept(now):
        raise SecretErased(
            _("These log-in details were erased, %(moment)s. Ask for them again.")
            % {"moment": format_moment(secret.ended_at, now)}
        )
    try:
        text = secret.text()
    except SealBroken:
        raise SecretUnreadable(
            _("These log-in details cannot be opened any more: the key of this site was changed. Ask for them again.")
        ) from None
    if secret.shown_at is None:
        secret.shown_to, secret.shown_at = actor, now
        secret.erase_at = min(secret.erase_at, now + timedelta(minutes=settings.SECRET_SHOWN_MINUTES))
        secret.save(update_fields=["shown_to", "shown_at", "erase_at"])
        _record("vault.secret_revealed", secret, actor, now)
    return Revealed(text, secret.erase_at)


@operation
def erase_secret(*, secret: Secret, actor: User, now: datetime) -> Secret:
    """Erase log-in details at once; what is erased already stays as it is.

    Raises NotAllowed for who is neither of the organization nor of the staff. Records `vault.secret_erased`, unless
    their time was over.
    """
    secret = _locked(secret)
    if not may_erase(actor, secret):
        raise NotAllowed(
            _("Only members of %(organization)s and staff erase these.") % {"organization": secret.organization}
        )
    if secret.erased_at:
        return secret
    if secret.is_kept(now):
        _record("vault.secret_erased", secret, actor, now)
    secret.sealed, secret.erased_at = "", now
    secret.save(update_fields=["sealed", "erased_at"])
    return secret


@operation
def erase_secrets_of(*, user: User, now: datetime) -> int:
    """Erase what a person has handed over, because the account has ended; return how many were erased."""
    return Secret.objects.filter(written_by=user, erased_at__isnull=True).erase(now)


@operation
def erase_ended_secrets(*, now: datetime, most: int = ERASED_AT_ONCE) -> int:
    """Erase what has been kept or shown for long enough, so many at a time; return how many were erased."""
    ended = Secret.objects.select_for_update(skip_locked=True).to_erase(now).order_by("erase_at", "pk")[:most]
    return Secret.objects.filter(pk__in=[secret.pk for secret in ended]).erase(now)


def _locked(secret: Secret) -> Secret:
    """Return the secret as it is now, locked until the transaction ends."""
    lock = Secret.objects.select_for_update(of=["self"])
    return lock.select_related("organization", "ticket", "shown_to").get(pk=secret.pk)


def _record(kind: str, secret: Secret, actor: User, now: datetime) -> None:
    """Write a fact of the vault; the ticket's organization is the secret's."""
    events.record(kind, actor=actor, now=now, ticket=secret.ticket, secret=secret.public_id)
