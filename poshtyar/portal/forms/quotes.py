"""Forms of the quote card."""

from django import forms
from django.utils.translation import gettext_lazy as _

from poshtyar.common.fields import IntegerField, NonceField
from poshtyar.quotes.limits import LONGEST_TEXT
from poshtyar.quotes.models import Quote
from poshtyar.tickets.fields import BodyField
from poshtyar.ui.forms import CardForm


class ApproveForm(CardForm):
    """The version that was shown, and the consent to its fee."""

    action = "approve"
    version = IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)
    consent = forms.BooleanField(required=False)


class DeclineForm(CardForm):
    """The version that was shown, and what did not fit."""

    action = "decline"
    version = IntegerField(min_value=1, max_value=32767, widget=forms.HiddenInput)
    reason = BodyField(label=_("What did not fit?"), rows=3, limit=LONGEST_TEXT, required=False)


class CancelForm(CardForm):
    """Why the customer cancels, if they wish to say."""

    action = "cancel"
    reason = BodyField(label=_("Why?"), rows=2, limit=LONGEST_TEXT, required=False)


class QuestionForm(CardForm):
    """A question about the offer."""

    action = "ask"
    question = BodyField(
        label=_("Your question"),
        rows=3,
        limit=LONGEST_TEXT,
        error_messages={"required": _("Please write your question.")},
    )
    nonce = NonceField()


class AskFreshForm(CardForm):
    """A wish for a fresh offer: it says nothing but that it was sent once."""

    action = "ask_fresh"
    nonce = NonceField()


class StopForm(CardForm):
    """Why started work should stop."""

    action = "stop"
    reason = BodyField(
        label=_("Why?"), rows=2, limit=LONGEST_TEXT, error_messages={"required": _("Please write the reason.")}
    )


class ReworkForm(CardForm):
    """What is not right with delivered work."""

    action = "rework"
    reason = BodyField(
        label=_("What is not right?"),
        rows=3,
        limit=LONGEST_TEXT,
        error_messages={"required": _("Please write what is not right.")},
    )
    nonce = NonceField()


FORMS = {
    form.action: form
    for form in (ApproveForm, DeclineForm, CancelForm, QuestionForm, AskFreshForm, StopForm, ReworkForm)
}


def quote_form(action: str, quote: Quote, data=None) -> CardForm:
    """Return the form of an action on a quote; its fields have ids that no other card's have."""
    return FORMS[action](data, auto_id=f"{action}-{quote.pk}-%s")
