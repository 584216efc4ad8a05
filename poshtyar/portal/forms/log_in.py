"""Forms of logging in."""

from django import forms
from django.utils.translation import gettext_lazy as _

from poshtyar.common.fields import MobileField
from poshtyar.common.forms import Form
from poshtyar.common.persian import to_latin_digits


class CodeInput(forms.TextInput):
    """An input that never shows again what was written: a code is a secret, and a wrong one is written anew."""

    def get_context(self, name, value, attrs):
        """Return what is drawn, without the value."""
        return super().get_context(name, None, attrs)


class CodeField(forms.CharField):
    """A code of six digits, in digits of any script, with or without spaces."""

    widget = CodeInput(
        attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "dir": "ltr", "class": "code-input"}
    )

    def to_python(self, value):
        """Return Latin digits without the spaces that people and phones put in."""
        return "".join(to_latin_digits(super().to_python(value) or "").split())


class MobileForm(Form):
    """The number that logs in or registers."""

    mobile = MobileField(label=_("Mobile number"))


class LoginCodeForm(Form):
    """The code of the SMS."""

    code = CodeField(label=_("Code"), max_length=20)


class PasswordLogInForm(Form):
    """E-mail and password."""

    email = forms.EmailField(
        label=_("E-mail"), widget=forms.EmailInput(attrs={"autocomplete": "username", "dir": "ltr"})
    )
    # A password is compared exactly as it was received: no folding, no stripping.
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "dir": "ltr"}),
    )

    def clean_email(self):
        """Return the address as it is stored."""
        return self.cleaned_data["email"].lower()


class EmailForm(Form):
    """An address that is sent a link."""

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"autocomplete": "email", "dir": "ltr"})
    )

    def clean_email(self):
        """Return the address as it is stored; in small letters it may be another one, and longer."""
        email = self.cleaned_data["email"].lower()
        self.fields["email"].run_validators(email)
        return email
