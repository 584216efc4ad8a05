"""One-time codes: sent to a mobile number, used once to log in, to confirm a delicate change, or to add the number."""

import secrets
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.crypto import constant_time_compare, salted_hmac
from django.utils.translation import get_language, gettext, ngettext, override

from poshtyar.accounts.models import LoginCode, Role, User
from poshtyar.accounts.operations.locks import lock_person
from poshtyar.accounts.queries import seconds_until_resend
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.common.numbers import format_number
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events
from poshtyar.outbox import operations as outbox

# Codes are counted over an hour, and forgotten after a day.
COUNTED = timedelta(hours=1)
KEPT = timedelta(days=1)


class CodeSentMomentsAgo(DomainError):
    """The last code of this number is too young to be replaced."""

    code = "code_sent_moments_ago"


class TooManyCodes(DomainError):
    """This number was sent all the codes of an hour."""

    code = "too_many_codes"


class WrongLoginCode(DomainError):
    """The code is wrong, used, replaced, expired, or was tried too often; which of them, nobody is told."""

    code = "wrong_login_code"


class MobileKept(DomainError):
    """The account has a number, and keeps it."""

    code = "mobile_kept"


class MobileTaken(DomainError):
    """The number is another account's; whoever reads this has just proved that it is theirs."""

    code = "mobile_taken"


@operation
def send_login_code(*, mobile: str, language: str, now: datetime, is_known_browser: bool = False) -> LoginCode:
    """Send a new code to a number, known or not; the code sent before it stops working.

    A browser in which the person of this number has logged in may ask when strangers have asked for all theirs.
    A staff member's number is sent a sentence instead, and a code that nobody knows: staff log in with a second
    factor, and the page must not tell whose number it is (`bar.md` R78).
    Raises CodeSentMomentsAgo, TooManyCodes.
    """
    login_code, code = _new_code(mobile, now, is_known_browser)
    with override(language):
        body = _body_for_staff() if _is_of_staff(mobile) else _body(gettext("%(agency)s code: %(code)s"), code)
    outbox.send_sms(to=mobile, body=body, now=now, language=language, is_secret=True)
    return login_code


@operation
def send_identity_code(*, user: User, now: datetime, is_known_browser: bool = False) -> LoginCode:
    """Send a code to a customer who is signed in and about to make a delicate change; its SMS says for what it is.

    It counts among the codes of the number, and replaces the one sent before. Raises as `send_login_code` does.
    """
    login_code, code = _new_code(str(user.mobile), now, is_known_browser)
    with override(user.language):
        body = _body(gettext("%(agency)s code for a change of your account: %(code)s"), code)
    outbox.send_sms(to=str(user.mobile), body=body, now=now, language=user.language, is_secret=True)
    return login_code


@operation
def send_mobile_code(*, mobile: str, actor: User, now: datetime, is_known_browser: bool = False) -> LoginCode:
    """Send a code to a number that a customer without one wants to add; whether somebody has it, nobody is told.

    It counts among the codes of the number, and replaces the one sent before.
    Raises MobileKept, NotAllowed to staff and whoever has left, and else as `send_login_code` does.
    """
    _lock_without_mobile(actor)
    login_code, code = _new_code(mobile, now, is_known_browser)
    with override(actor.language):
        words = gettext("%(agency)s code to add this number to an account: %(code)s")
        body = _body_for_staff() if _is_of_staff(mobile) else _body(words, code)
    outbox.send_sms(to=mobile, body=body, now=now, language=actor.language, is_secret=True)
    return login_code


def add_mobile(*, mobile: str, code: str, actor: User, now: datetime, is_known_browser: bool = False) -> User:
    """Use a code and give its number to the actor, who has none and is told by e-mail. A second call changes nothing.

    Raises WrongLoginCode after counting the try, MobileTaken, MobileKept, and NotAllowed to staff and whoever has left.
    Records `accounts.mobile_added`.
    """
    tries = _allowed(settings.LOGIN_CODE_TRIES, is_known_browser)
    # Refusals are raised after the transaction, so that the try they used up stays counted.
    with transaction.atomic():
        user = _lock_without_mobile(actor, but_for=mobile)
        if user.mobile:
            return user
        login_code = LoginCode.objects.select_for_update().sent_to(mobile).open().first()
        is_right = _use(login_code, mobile, code, tries, now)
        is_free = is_right and _give_mobile(user, mobile, now)

    if not is_right:
        raise _wrong_code()
    if not is_free:
        raise MobileTaken(gettext("This number belongs to another account. Log in with it, or add another one."))
    return user


def log_in_with_code(
    *, mobile: str, code: str, language: str, now: datetime, theme: str = "system", is_known_browser: bool = False
) -> User:
    """Use a code and return the person of its number; an unknown number becomes a new person, who reads as before.

    A browser in which the person of this number has logged in has tries of its own, after those of strangers.
    Raises WrongLoginCode after counting the try. Records `accounts.person_registered` for a new person.
    """
    tries = _allowed(settings.LOGIN_CODE_TRIES, is_known_browser)
    # The refusal is raised after the transaction, so that the try it used up stays counted.
    with transaction.atomic():
        login_code = LoginCode.objects.select_for_update().sent_to(mobile).open().first()
        person = _person(mobile, language, theme, now) if _use(login_code, mobile, code, tries, now) else None

    if person is None:
        raise _wrong_code()
    return person


def confirm_identity(*, user: User, code: str, now: datetime, is_known_browser: bool = False) -> None:
    """Use a code to show that a customer who is signed in has their telephone at hand.

    Raises WrongLoginCode after counting the try.
    """
    tries = _allowed(settings.LOGIN_CODE_TRIES, is_known_browser)
    mobile = str(user.mobile)
    with transaction.atomic():
        login_code = LoginCode.objects.select_for_update().sent_to(mobile).open().first()
        is_right = _use(login_code, mobile, code, tries, now)

    if not is_right:
        raise _wrong_code()


@operation
def forget_login_codes(*, now: datetime) -> int:
    """Delete the codes of yesterday and before; a number that never became a person leaves no trace."""
    return LoginCode.objects.filter(sent_at__lt=now - KEPT).delete()[0]


def _allowed(number: int, is_known_browser: bool) -> int:
    """Return how often something may be done with one number: strangers use up their half and no more."""
    return 2 * number if is_known_browser else number


def _new_code(mobile: str, now: datetime, is_known_browser: bool) -> tuple[LoginCode, str]:
    """Make a number's code in place of the one before, within what may be sent to it."""
    wait = seconds_until_resend(mobile, now)
    if wait:
        raise _sent_moments_ago(wait)
    sent = LoginCode.objects.sent_to(mobile).filter(sent_at__gt=now - COUNTED).count()
    if sent >= _allowed(settings.LOGIN_CODES_PER_HOUR, is_known_browser):
        codes = {"count": format_number(sent)}
        raise TooManyCodes(gettext("This number was sent %(count)s codes in an hour. Try again later.") % codes)

    code = f"{secrets.randbelow(10**6):06}"
    # Not one that another request has sent since the look above: of two at once, one sends.
    older = now - timedelta(seconds=settings.LOGIN_CODE_RESEND_SECONDS)
    LoginCode.objects.sent_to(mobile).open().filter(sent_at__lte=older).update(replaced_at=now)
    try:
        with transaction.atomic():
            login_code = LoginCode.objects.create(
                mobile=mobile,
                code_hmac=_hmac(mobile, code),
                sent_at=now,
                expires_at=now + timedelta(seconds=settings.LOGIN_CODE_SECONDS),
            )
    except IntegrityError:
        # The database allows one open code of a number.
        raise _sent_moments_ago(settings.LOGIN_CODE_RESEND_SECONDS) from None
    return login_code, code


def _use(login_code: LoginCode | None, mobile: str, code: str, tries: int, now: datetime) -> bool:
    """Mark the code used if it is right and in time; count the try if not."""
    # The comparison is made in every case: how long the answer takes tells nothing.
    right = constant_time_compare(login_code.code_hmac if login_code else "", _hmac(mobile, code))
    if login_code is None or login_code.tries >= tries or now >= login_code.expires_at:
        return False
    if right:
        login_code.used_at = now
    else:
        login_code.tries += 1
    login_code.save(update_fields=["used_at", "tries"])
    return right


def _person(mobile: str, language: str, theme: str, now: datetime) -> User | None:
    """Return the person of a number that was just proved, making one if it is new; None for staff and the inactive."""
    user = User.objects.filter(mobile=mobile).first()
    if user is None:
        user = User(mobile=mobile, mobile_verified_at=now, language=language, theme=theme)
        user.set_unusable_password()
        user.save()
        events.record("accounts.person_registered", actor=user, now=now)
    elif user.is_staff_member or not user.is_active:
        return None
    elif user.mobile_verified_at is None:
        user.mobile_verified_at = now
        user.save(update_fields=["mobile_verified_at"])
    return user


def _lock_without_mobile(actor: User, *, but_for: str | None = None) -> User:
    """Lock a customer who has no number, or this one already. Raises MobileKept, NotAllowed."""
    user = lock_person(actor)
    if user.is_staff_member:
        raise NotAllowed(gettext("Staff log in with e-mail, password and authenticator."))
    if user.mobile and user.mobile != but_for:
        raise MobileKept(gettext("Your account has a mobile number already."))
    return user


def _give_mobile(user: User, mobile: str, now: datetime) -> bool:
    """Keep a proved number and say so by e-mail; return whether it was free."""
    user.mobile, user.mobile_verified_at = mobile, now
    try:
        with transaction.atomic():
            user.save(update_fields=["mobile", "mobile_verified_at"])
    except IntegrityError:
        return False

    if user.email:
        with override(user.language):
            subject = gettext("A mobile number was added to your account")
            body = gettext("Whoever has this number can log in with a code now. If it was not you, call us.")
        outbox.send_email(to=user.email, subject=subject, body=body, now=now, language=user.language)
    events.record("accounts.mobile_added", actor=user, now=now, user_id=user.pk)
    return True


def _is_of_staff(mobile: str) -> bool:
    """Return whether somebody of the agency has this number."""
    return User.objects.filter(mobile=mobile).exclude(role=Role.CUSTOMER).exists()


def _hmac(mobile: str, code: str) -> str:
    """Return what is kept of a code; the number is part of it, so that a code opens no other."""
    return salted_hmac("poshtyar.accounts.login_code", f"{mobile}:{code}", algorithm="sha256").hexdigest()


def _body(words: str, code: str) -> str:
    """Return the SMS; its last line lets a browser fill the code in (WebOTP)."""
    words = words % {"agency": _agency(), "code": code}
    warning = gettext("Do not give it to anybody, not even to us.")
    return f"{words}\n{warning}\n\n@{urlsplit(settings.SITE_URL).hostname} #{code}"


def _body_for_staff() -> str:
    """Return the SMS of a staff member's number."""
    return gettext("Staff of %(agency)s log in with e-mail, password and authenticator.") % {"agency": _agency()}


def _agency() -> str:
    """Return the agency's name in the language of the message."""
    return settings.AGENCY_NAME[get_language() or settings.LANGUAGE_CODE]


def _wrong_code() -> WrongLoginCode:
    """Return the refusal, the same for every reason."""
    return WrongLoginCode(
        gettext("This code is wrong, or its time is over. Look at the last SMS, or ask for a new one.")
    )


def _sent_moments_ago(seconds: int) -> CodeSentMomentsAgo:
    """Return the refusal with its number of seconds."""
    return CodeSentMomentsAgo(
        ngettext(
            "A code was sent moments ago. A new one can be asked for in %(count)s second.",
            "A code was sent moments ago. A new one can be asked for in %(count)s seconds.",
            seconds,
        )
        % {"count": format_number(seconds)}
    )
