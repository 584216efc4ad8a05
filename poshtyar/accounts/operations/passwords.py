"""Passwords and e-mail addresses: changing them, and the links that prove an address."""

from datetime import datetime

from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.core import signing
from django.db import IntegrityError, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext, gettext_lazy, override

from poshtyar.accounts.models import User
from poshtyar.accounts.operations.locks import lock_person
from poshtyar.accounts.operations.people import EmailTaken, end_sessions
from poshtyar.common.errors import DomainError
from poshtyar.common.links import link_to
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events
from poshtyar.jobs import operations as jobs
from poshtyar.outbox import operations as outbox

_EMAIL_SALT, _BROWSER_SALT = "poshtyar.accounts.email", "poshtyar.accounts.browser"
BROWSER_LINK_SECONDS = 24 * 3600


class LinkNotValid(DomainError):
    """The link of an e-mail was used, is too old, or is somebody else's."""

    code = "link_not_valid"


@operation
def change_password(*, user: User, password: str, actor: User, now: datetime, keep_session: str | None = None) -> User:
    """Set a password exactly as it was received, and sign the person out everywhere but in `keep_session`.

    The person is told by SMS and e-mail. Records `accounts.password_changed`.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    user.set_password(password)
    user.save(update_fields=["password"])
    end_sessions(user=user, keep=keep_session)

    subject = gettext_lazy("Your password was changed")
    body = gettext_lazy("The password of your account was changed. If it was not you, call us.")
    _warn(user, subject, body, email=user.email, now=now)
    events.record("accounts.password_changed", actor=actor, now=now, user_id=user.pk)
    return user


@operation
def ask_password_reset(*, email: str, language: str, now: datetime) -> None:
    """Write the job that answers; whether somebody has this address is looked up there, out of the asker's sight."""
    jobs.enqueue("accounts.send_password_link", now=now, email=email.lower(), language=language)


@operation
def send_password_link(*, email: str, language: str, now: datetime) -> bool:
    """Send the link that sets a new password, if an active person has this address; return whether it was sent."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None:
        return False

    link = link_to("portal:open_password_link", user.public_id, default_token_generator.make_token(user))
    with override(language):
        outbox.send_email(
            to=email,
            subject=gettext("Set a new password"),
            body=gettext(
                "Set your new password here:\n%s\n\nThe link works once, for an hour. "
                "If you did not ask for it, leave it: nothing has changed."
            )
            % link,
            now=now,
            language=language,
            is_secret=True,
        )
    return True


@operation
def ask_browser_link(*, email: str, language: str, now: datetime) -> None:
    """Write the job that sends the link; whether somebody has this address is looked up there."""
    jobs.enqueue("accounts.send_browser_link", now=now, email=email.lower(), language=language)


@operation
def send_browser_link(*, email: str, language: str, now: datetime) -> bool:
    """Tell a person of wrong passwords, with a link that makes a browser known; return whether it was sent."""
    user = User.objects.filter(email=email, is_active=True).first()
    if user is None or not user.has_usable_password():
        return False

    link = link_to("portal:open_browser_link", signing.dumps(email, salt=_BROWSER_SALT))
    with override(language):
        outbox.send_email(
            to=email,
            subject=gettext("Wrong passwords for your account"),
            body=gettext(
                "Somebody tried several wrong passwords for your account, in a browser in which you have not logged in "
                "before. Nobody came in.\n\nIf it was you, open this link in that browser, and log in there:\n%s\n\n"
                "The link works for a day. If it was not you, there is nothing to do: where you have logged in before, "
                "you still can."
            )
            % link,
            now=now,
            language=language,
            is_secret=True,
        )
    return True


def email_of_browser_link(token: str) -> str:
    """Return the address to which a link was sent in the last day. Raises LinkNotValid."""
    try:
        return signing.loads(token, salt=_BROWSER_SALT, max_age=BROWSER_LINK_SECONDS)
    except signing.BadSignature:
        raise LinkNotValid(gettext("This link is older than a day. Try to log in again.")) from None


def user_of_link(public_id: str, token: str) -> User:
    """Return the person whose password a link may set. Raises LinkNotValid."""
    user = User.objects.filter(public_id=public_id, is_active=True).first()
    if user is None or not default_token_generator.check_token(user, token):
        raise LinkNotValid(gettext("This link was used or is older than an hour. Ask for a new one."))
    return user


@operation
def reset_password(*, public_id: str, token: str, password: str, now: datetime) -> User:
    """Set a password by a link; the link is useless afterwards, because the password is part of its token.

    Raises LinkNotValid. Records `accounts.password_changed`.
    """
    User.objects.select_for_update().filter(public_id=public_id).first()
    user = user_of_link(public_id, token)
    return change_password(user=user, password=password, actor=user, now=now)


@operation
def ask_email_change(*, email: str, actor: User, now: datetime) -> None:
    """Write the job that sends a link to the new address; whether somebody has it is looked up there (`bar.md` R78)."""
    jobs.enqueue("accounts.send_email_link", now=now, email=email.lower(), user_id=actor.pk)


@operation
def send_email_link(*, email: str, user: User, now: datetime) -> bool:
    """Send the link by which a person's address changes to this one; return whether it was sent.

    An address that somebody has is sent nothing.
    """
    if not user.is_active or User.objects.filter(email=email).exists():
        return False

    token = signing.dumps([user.pk, user.email or "", email], salt=_EMAIL_SALT)
    with override(user.language):
        outbox.send_email(
            to=email,
            subject=gettext("Confirm this e-mail address"),
            body=gettext("Confirm that this address is yours:\n%s\n\nThe link works for an hour.")
            % link_to("portal:open_email_link", token),
            now=now,
            language=user.language,
            is_secret=True,
        )
    return True


@operation
def confirm_email(*, token: str, actor: User, now: datetime) -> User:
    """Give the actor the address that a link proves; the address before it is part of the link, so it works once.

    Raises LinkNotValid, EmailTaken, and NotAllowed to whoever has left. Records `accounts.email_changed`.
    """
    refusal = LinkNotValid(gettext("This link was used or is older than an hour. Ask for a new one."))
    try:
        pk, before, email = signing.loads(token, salt=_EMAIL_SALT, max_age=settings.PASSWORD_RESET_TIMEOUT)
    except signing.BadSignature:
        raise refusal from None
    user = lock_person(actor)
    if user.pk != pk or (user.email or "") != before:
        raise refusal

    user.email = email
    try:
        with transaction.atomic():
            user.save(update_fields=["email"])
    except IntegrityError:
        raise EmailTaken(gettext("Somebody has the e-mail address %s already.") % email) from None
    subject = gettext_lazy("Your e-mail address was changed")
    body = gettext_lazy("Your account now has another e-mail address. If it was not you, call us.")
    _warn(user, subject, body, email=before, now=now)
    events.record("accounts.email_changed", actor=user, now=now, user_id=user.pk)
    return user


def _warn(user: User, subject: Promise, body: Promise, *, email: str | None, now: datetime) -> None:
    """Tell a person of a change that a thief would make, where the thief may not be: on the telephone and by e-mail."""
    with override(user.language):
        if user.mobile:
            outbox.send_sms(to=user.mobile, body=str(body), now=now, language=user.language)
        if email:
            outbox.send_email(to=email, subject=str(subject), body=str(body), now=now, language=user.language)
