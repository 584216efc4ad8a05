"""The forms of the VAT rate and of payments that need a human."""

from django import forms
from django.utils.translation import gettext_lazy as _

from poshtyar.common.fields import DayField, IntegerField
from poshtyar.common.forms import Form
from poshtyar.ordering.models import PaymentResolution


class VatRateForm(Form):
    """A rate and the day on which it begins."""

    percent = IntegerField(label=_("VAT, percent"), min_value=0, max_value=100)
    valid_from_date = DayField(
        label=_("From the day"),
        help_text=_(
            "In either calendar, such as \u20681406/1/1\u2069 or \u20682027-03-21\u2069; tomorrow at the earliest."
        ),
        error_messages={"invalid": _("Write the day as year, month and day, such as \u20681406/1/1\u2069.")},
    )


class ResolutionForm(Form):
    """What was done about the money of a payment, and why."""

    resolution = forms.TypedChoiceField(
        label=_("What became of the money"),
        choices=PaymentResolution.choices,
        coerce=PaymentResolution,
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Reason, which the customer reads"),
        max_length=500,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 3}),
    )
