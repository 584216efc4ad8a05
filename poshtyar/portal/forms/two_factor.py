"""allauth's forms of the second factor, with a code field that takes digits of every script."""

import logging

from allauth.account.internal.stagekit import unstash_login
from allauth.core import context
from allauth.mfa import app_settings
from allauth.mfa.adapter import get_adapter
from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from poshtyar.accounts.models import User
from poshtyar.common.forms import NamesFields
from poshtyar.common.limits import TooOften, spend
from poshtyar.common.sealing import SealBroken
from poshtyar.common.security import note
from poshtyar.portal.forms.log_in import CodeField

log = logging.getLogger(__name__)

# A code is right in its own half minute, and as far before and after it as clocks may be wrong.
CODE_SECONDS = app_settings.TOTP_PERIOD * (2 * app_settings.TOTP_TOLERANCE + 1)


def first_step_of(user: User) -> dict[str, str]:
    """Return what a log-in remembers of its first step: it does not outlast the password of that moment."""
    return {"password_mark": user.get_session_auth_hash()}


class UsedOnce(NamesFields):
    """A form whose code counts once for as long as it is right; allauth forgets it after half a minute."""

    user: User

    def clean_code(self):
        """Refuse a code that was used, with the words for a wrong one."""
        try:
            code = super().clean_code()  # type: ignore[misc]  # It is that of allauth's form beside it.
        except ValidationError:
            note("second_factor_refused", person=self.user.public_id)
            raise
        except SealBroken:
            log.exception("two-factor: the secret of %s was sealed with another key", self.user.public_id)
            raise ValidationError(
                _("We cannot check codes of this account: the site's key was changed. Whoever runs the site can help.")
            ) from None
        try:
            spend("second_factor", f"{self.user.pk} {code}", limit=1, seconds=CODE_SECONDS)
        except TooOften:
            raise get_adapter().validation_error("incorrect_code") from None
        return code


class AuthenticateForm(UsedOnce, AllauthAuthenticateForm):
    """The second step of logging in: a code of the app, or a recovery code."""

    code = CodeField(label=_("Code of your authenticator app, or a recovery code"), max_length=20)

    def clean_code(self):
        """Refuse every code after the password was changed: whoever knew the old one is half in, and no further."""
        login = unstash_login(context.request, peek=True)
        if login is None or not login.state.items() >= first_step_of(self.user).items():
            note("second_factor_refused", person=self.user.public_id, why="new_password")
            raise ValidationError(_("The password was changed meanwhile. Cancel, and log in with the new one."))
        return super().clean_code()


class ReauthenticateForm(UsedOnce, AllauthReauthenticateForm):
    """Proof of identity before a delicate change."""

    code = CodeField(label=_("Code of your authenticator app"), max_length=20)


class ActivateForm(UsedOnce, ActivateTOTPForm):
    """The first code of a newly added app."""

    code = CodeField(label=_("Code that the app shows now"), max_length=20)
