"""allauth's forms of the second factor, with a code field that takes digits of every script."""

from allauth.mfa.base.forms import AuthenticateForm as AllauthAuthenticateForm
from allauth.mfa.base.forms import ReauthenticateForm as AllauthReauthenticateForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from django.utils.translation import gettext_lazy as _

from poshtyar.common.forms import NamesFields
from poshtyar.portal.forms.log_in import CodeField


class AuthenticateForm(NamesFields, AllauthAuthenticateForm):
    """The second step of logging in: a code of the app, or a recovery code."""

    code = CodeField(label=_("Code of your authenticator app, or a recovery code"), max_length=20)


class ReauthenticateForm(NamesFields, AllauthReauthenticateForm):
    """Proof of identity before a delicate change."""

    code = CodeField(label=_("Code of your authenticator app"), max_length=20)


class ActivateForm(NamesFields, ActivateTOTPForm):
    """The first code of a newly added app."""

    code = CodeField(label=_("Code that the app shows now"), max_length=20)
