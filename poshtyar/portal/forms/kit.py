"""The form of the kit page: a field of each kind."""

from django import forms
from django.utils.translation import gettext_lazy as _

from poshtyar.common.fields import IntegerField, MobileField
from poshtyar.common.forms import Form
from poshtyar.tickets.fields import BodyField, SubjectField
from poshtyar.tickets.models import Effect


class KitForm(Form):
    """A field of each kind; nobody sends it."""

    subject = SubjectField()
    mobile = MobileField(label=_("Mobile number"), help_text=_("We send a code to it, and the answer by SMS."))
    coins = IntegerField(label=_("Coins"), required=False, min_value=0)
    store = forms.ChoiceField(label=_("Store"), choices=[("", _("No particular store"))], required=False)
    body = BodyField(rows=3)
    effect = forms.ChoiceField(label=_("What is it about?"), choices=Effect.choices, widget=forms.RadioSelect)
    notify = forms.BooleanField(label=_("Tell me by SMS"), required=False)
