"""The form of the checkout."""

from django import forms
from django.utils.translation import gettext_lazy as _

from poshtyar.common.fields import IntegerField, NonceField
from poshtyar.common.forms import Form
from poshtyar.ordering.clients import gateways_on_offer


def _offered_gateways() -> list[tuple]:
    return [(gateway.name, gateway.label) for gateway in gateways_on_offer()]


class OrderForm(Form):
    """How to pay, with what the customer saw and where they came from."""

    nonce = NonceField()
    # What coins ran out for, as `quote:12`; nothing else comes back out of it.
    origin = forms.RegexField(r"\Aquote:[0-9]{1,12}\Z", required=False, widget=forms.HiddenInput)
    seen_total_rial = IntegerField(min_value=0, max_value=2**63 - 1, widget=forms.HiddenInput)
    # The latest order of the same package that the page spoke of, if it did.
    seen_order = forms.RegexField(r"\A[\w-]{1,16}\Z", required=False, widget=forms.HiddenInput)
    gateway = forms.ChoiceField(label=_("Pay at"), choices=_offered_gateways, widget=forms.RadioSelect)
