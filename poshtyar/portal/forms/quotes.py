"""Forms of the quote card."""

from django import forms
from django.utils.translation import gettext_lazy as _

from poshtyar.common.fields import IntegerField, NonceField

MOST_WORDS = 4000
# As long as the columns that keep it.
MOST_NONCE = 40


class ReasonForm(forms.Form):
    """Why the customer cancels, if they wish to say."""

    reason = forms.CharField(required=False, max_length=MOST_WORDS)


class ApproveForm(forms.Form):
    """The version that was shown, and the consent to its fee."""

    version = IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)
    consent = forms.BooleanField(required=False)


class DeclineForm(ReasonForm):
    """The version that was shown, and what did not fit."""

    version = IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)


class QuestionForm(forms.Form):
    """A question about the offer."""

    question = forms.CharField(max_length=MOST_WORDS, error_messages={"required": _("Please write your question.")})
    nonce = NonceField(max_length=MOST_NONCE)


class NonceForm(forms.Form):
    """A form that says nothing but that it was sent once."""

    nonce = NonceField(max_length=MOST_NONCE)


class StopForm(forms.Form):
    """Why started work should stop."""

    reason = forms.CharField(max_length=MOST_WORDS, error_messages={"required": _("Please write the reason.")})


class ReworkForm(StopForm):
    """What is not right with delivered work."""

    nonce = NonceField(max_length=MOST_NONCE)
