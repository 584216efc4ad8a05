"""How allauth meets our people.

allauth carries the log-in itself: the stages with the second factor, the session's new key, the session list.
Addresses, codes and passwords are ours: its own table of e-mail addresses stays empty.
"""

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from allauth.mfa.utils import is_mfa_enabled
from django.contrib.auth.base_user import AbstractBaseUser
from django.utils.translation import gettext_lazy as _

from poshtyar.common.links import path_to
from poshtyar.common.paths import is_local_path
from poshtyar.common.sealing import seal, unseal
from poshtyar.common.security import note


class AccountAdapter(DefaultAccountAdapter):
    """allauth's rules, with our words on top."""

    error_messages = DefaultAccountAdapter.error_messages | {
        "email_password_mismatch": _("E-mail or password is wrong."),
        "too_many_login_attempts": _("That was too often. Try again in 5 minutes."),
        "incorrect_password": _("This password is wrong."),
        "rate_limited": _("That was too often. Try again in a few minutes."),
    }

    def is_safe_url(self, url: str) -> bool:
        """Return whether a reader may be sent there: paths of this site only."""
        return is_local_path(url)

    def reauthenticate(self, user: AbstractBaseUser, password: str) -> bool:
        """Return whether this is the signed-in person's password."""
        is_right = user.check_password(password)
        if not is_right:
            note("identity_refused", why="wrong_password")
        return is_right

    def get_reauthentication_methods(self, user) -> list[dict]:
        """Return by what a person may say that it is still them; a fresh code, where a code alone logs them in."""
        ways = super().get_reauthentication_methods(user)
        if user.is_authenticated and not user.is_staff_member and user.mobile and not is_mfa_enabled(user):
            url = path_to("portal:confirm_identity")
            ways.append({"id": "confirm_identity", "description": "With a code by SMS", "url": url})
        return ways

    def pre_authenticate(self, request, **credentials):
        """Count nothing: allauth would close an address to its owner for a stranger's guesses (`bar.md` R79)."""

    def authentication_failed(self, request, **credentials):
        """Note who is tried from where, never the password."""
        note("log_in_refused", why="wrong_password", name=credentials["email"])

    def add_message(self, *args, **kwargs):
        """Say nothing: our own views say what happened."""

    def send_mail(self, template_prefix, email, context):
        """Send nothing: our e-mails are written by operations and leave through the outbox."""


class MFAAdapter(DefaultMFAAdapter):
    """allauth's second factor, with our words on top."""

    error_messages = DefaultMFAAdapter.error_messages | {
        "incorrect_code": _("This code is wrong. Look at the newest one in your app."),
    }

    def encrypt(self, text: str) -> str:
        """Return a secret as its row keeps it: whoever reads the database alone makes no codes of it."""
        return seal(text)

    def decrypt(self, encrypted_text: str) -> str:
        """Return the secret of a row; raises SealBroken where the site's key is another."""
        return unseal(encrypted_text)
