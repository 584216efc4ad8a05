"""Forms of organizations, members and stores."""

from urllib.parse import urlsplit

from django import forms
from django.core.validators import URLValidator
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from poshtyar.accounts.models import MemberRole
from poshtyar.accounts.operations import StoreFacts
from poshtyar.common.fields import MobileField, NameField
from poshtyar.common.forms import ChangeForm, Form
from poshtyar.common.persian import normalise
from poshtyar.portal.forms.people import OwnNameField


class OrganizationForm(Form):
    """Who a new customer is."""

    owner_name = OwnNameField()
    name = NameField(
        label=_("Name of your organization"),
        help_text=_("The company or shop in whose name you buy; your own name is fine too."),
        max_length=120,
        widget=forms.TextInput(attrs={"autocomplete": "organization", "dir": "auto"}),
    )


class MemberForm(Form):
    """What a member is and may do."""

    role = forms.ChoiceField(label=_("Role"), choices=MemberRole.choices, widget=forms.RadioSelect)
    may_approve = forms.BooleanField(label=_("May approve quotes, so that coins are set aside"), required=False)


class ChangeMemberForm(MemberForm, ChangeForm):
    """What somebody who is a member becomes."""


class InvitationForm(MemberForm):
    """Whom to invite, as what."""

    field_order = ("mobile", "role", "may_approve")
    mobile = MobileField(label=_("Mobile number"))

    def __init__(self, data=None) -> None:
        super().__init__(data, initial={"role": MemberRole.MEMBER})


class SiteField(forms.URLField):
    """The address of a site; Django's own field also takes ftp, and a validator added to it says each fault twice."""

    default_validators = [URLValidator(schemes=["http", "https"])]


class StoreForm(ChangeForm):
    """What a customer tells about a store."""

    name = NameField(label=_("Name of the store"), max_length=120, widget=forms.TextInput(attrs={"dir": "auto"}))
    url = SiteField(
        label=_("Address"),
        help_text=_("Such as https://shop.example.com"),
        max_length=300,
        assume_scheme="https",
        widget=forms.TextInput(attrs={"inputmode": "url", "dir": "ltr", "autocomplete": "url"}),
    )
    version = NameField(
        label=_("PrestaShop version"), max_length=40, required=False, widget=forms.TextInput(attrs={"dir": "ltr"})
    )
    theme = NameField(label=_("Theme"), max_length=120, required=False, widget=forms.TextInput(attrs={"dir": "auto"}))
    host = NameField(label=_("Host"), max_length=120, required=False, widget=forms.TextInput(attrs={"dir": "auto"}))
    notes = forms.CharField(
        label=_("Notes"),
        help_text=_("Modules, special settings, anything that helps. No passwords here."),
        max_length=4000,
        required=False,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 5}),
    )

    def clean_url(self):
        """Refuse an address that carries a password."""
        url = self.cleaned_data["url"]
        if "@" in urlsplit(url).netloc:
            raise forms.ValidationError(
                gettext("Leave the user name and password out of the address."), code="userinfo"
            )
        return url

    def clean_notes(self):
        """Return the notes in the spelling in which texts are stored."""
        return normalise(self.cleaned_data["notes"])

    def facts(self) -> StoreFacts:
        """Return what the operations take."""
        return StoreFacts(**self.cleaned_data)
