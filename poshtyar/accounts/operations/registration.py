"""Registering with e-mail and password: a link proves the address, and takes the password that makes the account."""

from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.translation import gettext, override

from poshtyar.accounts.models import User
from poshtyar.accounts.operations.passwords import LinkNotValid
from poshtyar.accounts.operations.people import EmailTaken
from poshtyar.common.limits import TooOften, spend
from poshtyar.common.links import link_to
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events
from poshtyar.jobs import operations as jobs
from poshtyar.outbox import operations as outbox

_SALT = "poshtyar.accounts.registration"
# The link carries where the person wanted to go; longer than this, nobody copies it whole.
WANTED_CHARACTERS = 200


@dataclass(frozen=True)
class Registration:
    """What a link says: whose address it proves, where they wanted to go, and whether the account was made."""

    email: str
    wanted: str
    is_made: bool


@operation
def ask_registration(*, email: str, wanted: str, language: str, now: datetime) -> None:
    """Write the job that answers; whether somebody has this address is looked up there, out of the asker's sight."""
    wanted = wanted if len(wanted) <= WANTED_CHARACTERS else ""
    jobs.enqueue("accounts.send_registration_link", now=now, email=email.lower(), wanted=wanted, language=language)


@operation
def send_registration_link(*, email: str, wanted: str, language: str, now: datetime) -> bool:
    """Send the link that makes an account; an address that has one is told so. Return whether the link was sent."""
    user = User.objects.filter(email=email).first()
    with override(language):
        if user:
            _tell_of_account(user, language, now)
            return False
        # Sealed, what was wanted is no text that a stranger could send to somebody through us.
        link = link_to("portal:open_registration_link", signing.dumps([email, wanted], salt=_SALT))
        outbox.send_email(
            to=email,
            subject=gettext("Make your account"),
            body=gettext(
                "Choose a password here, and your account is made:\n%s\n\nThe link works for an hour. "
                "If you did not ask for it, leave it: no account is made."
            )
            % link,
            now=now,
            language=language,
            is_secret=True,
        )
    return True


def registration_of_link(token: str) -> Registration:
    """Return what a link of the last hour says. Raises LinkNotValid."""
    try:
        email, wanted = signing.loads(token, salt=_SALT, max_age=settings.PASSWORD_RESET_TIMEOUT)
    except signing.BadSignature:
        raise LinkNotValid(gettext("This link is damaged or older than an hour. Ask for a new one.")) from None
    return Registration(email, wanted, is_made=User.objects.filter(email=email).exists())


@operation
def register_with_password(*, token: str, password: str, language: str, theme: str, now: datetime) -> User:
    """Make a person of the address that a link proves; the link makes no second one.

    Raises LinkNotValid, EmailTaken. Records `accounts.person_registered`.
    """
    email = registration_of_link(token).email
    user = User(email=email, language=language, theme=theme)
    user.set_password(password)
    try:
        with transaction.atomic():
            user.save()
    except IntegrityError:
        # Of two at once, and of a link that was used, the database lets one through.
        raise EmailTaken(gettext("This address has an account already. Log in with it.")) from None

    _use_up(token)
    events.record("accounts.person_registered", actor=user, now=now)
    return user


def _use_up(token: str) -> None:
    """Let a link make one account, also if its address is free again within the hour. Raises LinkNotValid."""
    try:
        spend("registration_link", token, limit=1, seconds=settings.PASSWORD_RESET_TIMEOUT)
    except TooOften:
        raise LinkNotValid(gettext("This link was used or is older than an hour. Ask for a new one.")) from None


def _tell_of_account(user: User, language: str, now: datetime) -> None:
    """Write to a person who has an account how to come in; whoever asked learns nothing, unless it is their mailbox."""
    if not user.is_active or user.email is None:
        return
    log_in = link_to("portal:log_in_with_password" if user.has_usable_password() else "portal:log_in")
    outbox.send_email(
        to=user.email,
        subject=gettext("You have an account already"),
        body=gettext(
            "Somebody asked to register with this address, which has an account already. If it was you, log in here:\n"
            "%(log_in)s\n\nSet a new password here, if you have none or forgot it:\n%(new_password)s\n\n"
            "If it was not you, leave this e-mail: nothing has changed."
        )
        % {"log_in": log_in, "new_password": link_to("portal:ask_password_reset")},
        now=now,
        language=language,
    )
