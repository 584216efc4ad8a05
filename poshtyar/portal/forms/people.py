"""Forms of a person: preferences and passwords."""

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.password_validation import validate_password
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from poshtyar.accounts.models import User
from poshtyar.common.fields import NameField
from poshtyar.common.forms import ChangeForm, Form


class OwnNameField(NameField):
    """What a person is called, as they write it themselves."""

    widget = forms.TextInput(attrs={"autocomplete": "name", "dir": "auto"})

    def __init__(self) -> None:
        super().__init__(label=_("Your name"), max_length=80)


def _choices(field: str) -> list:
    """Return what the person's field may be."""
    return list(getattr(User._meta.get_field(field), "choices", ()))


class PreferencesForm(ChangeForm):
    """How a person is called, reads, and is told."""

    display_name = OwnNameField()
    language = forms.ChoiceField(label=_("Language"), choices=_choices("language"), widget=forms.RadioSelect)
    digits = forms.ChoiceField(label=_("Digits"), choices=_choices("digits"), widget=forms.RadioSelect)
    theme = forms.ChoiceField(label=_("Colours"), choices=_choices("theme"), widget=forms.RadioSelect)
    uses_keys = forms.BooleanField(label=_("The key / leads into the search of a page"), required=False)
    notify_by_sms = forms.BooleanField(label=_("Tell me by SMS"), required=False)
    notify_by_email = forms.BooleanField(label=_("Tell me by e-mail"), required=False)


class NewPasswordForm(Form):
    """A new password, exactly as it is typed."""

    password = forms.CharField(
        label=_("New password"),
        help_text=_("At least 10 characters; a sentence is good. Capitals and signs are not asked for."),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password", "dir": "ltr"}),
    )

    def __init__(self, *args, user: User, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.user = user

    def clean_password(self):
        """Refuse short and well-known passwords."""
        password = self.cleaned_data["password"]
        validate_password(password, self.user)
        return password


class FirstPasswordForm(NewPasswordForm):
    """The password with which an account begins."""

    def __init__(self, *args, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.fields["password"].label = _("Password")


class ChangePasswordForm(NewPasswordForm):
    """A new password for somebody who has one."""

    field_order = ("old_password", "password")
    old_password = forms.CharField(
        label=_("Password until now"),
        strip=False,
        max_length=1024,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "dir": "ltr"}),
    )

    def clean_old_password(self):
        """Refuse whoever does not know the password."""
        if not get_adapter().reauthenticate(self.user, self.cleaned_data["old_password"]):
            raise forms.ValidationError(gettext("This password is wrong."), code="wrong_password")
        return self.cleaned_data["old_password"]
