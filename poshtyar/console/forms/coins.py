"""The forms of acts with coins: what is asked, and the reason that the customer reads."""

from datetime import datetime
from typing import cast

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from poshtyar.common.fields import DayField, IntegerField, NameField, NonceField, ProseField
from poshtyar.common.forms import Form
from poshtyar.common.jalali import end_of_day
from poshtyar.common.localised import localised
from poshtyar.common.words import coins_in_words
from poshtyar.treasury.acts import Act, Adding, Chargeback, Extension, Gift, Refund, Taking, Undoing, Winning
from poshtyar.treasury.operations import Outcome
from poshtyar.wallet.operations import expiry_after
from poshtyar.wallet.queries import LotState

# Of the key by which the ledger knows a dispute, less its beginning.
MOST_REASON, MOST_DISPUTE = 500, 60
# How long used coins are good for that come back after their date.
UNDO_DAYS, MOST_UNDO_DAYS = 30, 365


class ActForm(Form):
    """What every act has: a reason, and a mark by which the same form sent twice is known."""

    reason = ProseField(
        label=_("Reason, which the customer reads"),
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 3}),
    )
    nonce = NonceField()

    @property
    def act(self) -> Act:
        """What is asked; of a valid form."""
        raise NotImplementedError

    def show(self, outcome: Outcome) -> None:
        """Keep what the person is shown now, so that it can be compared with what is done."""


class GiftForm(ActForm):
    """How many coins are given, and until when."""

    field_order = ("coins", "last_day", "reason", "nonce")
    coins = IntegerField(label=_("Coins"), min_value=1)
    last_day = DayField(label=_("Last day on which they can be used"))

    @property
    def act(self):
        """The gift."""
        return Gift(self.cleaned_data["coins"], end_of_day(self.cleaned_data["last_day"]))


class AdjustForm(ActForm):
    """Coins to add with their last day, or to take away, from one lot or in the order of use."""

    field_order = ("direction", "coins", "last_day", "lot", "reason", "nonce")
    direction = forms.ChoiceField(
        label=_("What is to be done"),
        choices=[("add", _("Add coins")), ("take", _("Take coins away"))],
        widget=forms.RadioSelect,
    )
    coins = IntegerField(label=_("Coins"), min_value=1)
    last_day = DayField(label=_("Last day of coins that are added"), required=False)
    lot = forms.TypedChoiceField(label=_("Where coins are taken from"), coerce=int, empty_value=None, required=False)

    def __init__(self, *args, lots: list[LotState], **kwargs) -> None:
        super().__init__(*args, **kwargs)
        named = [(lot.id, f"{localised(lot, 'name')} #{lot.id}: {coins_in_words(lot.available)}") for lot in lots]
        cast(forms.TypedChoiceField, self.fields["lot"]).choices = [("", _("in the order of use")), *named]

    def clean(self):
        """Ask for the last day of coins that are added."""
        said = super().clean() or {}
        if said.get("direction") == "add" and not said.get("last_day") and "last_day" not in self.errors:
            self.add_error("last_day", _("Write the last day of the coins that are added."))
        return said

    @property
    def act(self):
        """The coins that are added or taken."""
        said = self.cleaned_data
        if said["direction"] == "add":
            return Adding(said["coins"], end_of_day(said["last_day"]))
        return Taking(said["coins"], said["lot"])


class ExtensionForm(ActForm):
    """The later date of a lot."""

    field_order = ("last_day", "reason", "nonce")
    last_day = DayField(label=_("New last day"))

    def __init__(self, *args, lot: int, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.lot = lot

    @property
    def act(self):
        """The later date."""
        return Extension(self.lot, end_of_day(self.cleaned_data["last_day"]))


class RefundForm(ActForm):
    """How many coins of a purchase are refunded, and the money that was shown for them."""

    field_order = ("coins", "reason", "nonce", "money_rial")
    coins = IntegerField(label=_("Coins"), min_value=1)
    money_rial = forms.IntegerField(required=False, min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args, reference: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.reference = reference

    def clean_money_rial(self):
        """Return the share that was shown; before that there is none."""
        return self.cleaned_data["money_rial"] if "confirmed" in self.data else None

    def show(self, outcome):
        """Keep the share of the price."""
        data = cast(MultiValueDict, self.data).copy()
        data["money_rial"] = self.cleaned_data["money_rial"] = outcome.money_rial
        self.data = data

    @property
    def act(self):
        """The refund."""
        return Refund(self.reference, self.cleaned_data["coins"], self.cleaned_data["money_rial"])


class ChargebackForm(ActForm):
    """Which dispute took a purchase's money back."""

    field_order = ("dispute", "reason", "nonce")
    dispute = NameField(
        label=_("The bank's number of the dispute"),
        max_length=MOST_DISPUTE,
        widget=forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"}),
    )

    def __init__(self, *args, reference: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.reference = reference

    @property
    def act(self):
        """The chargeback."""
        return Chargeback(self.reference, self.cleaned_data["dispute"])


class WinningForm(ActForm):
    """Until when coins that come back can be used."""

    field_order = ("last_day", "reason", "nonce")
    last_day = DayField(label=_("Last day of coins that come back"))

    def __init__(self, *args, dispute: str, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.dispute = dispute

    @property
    def act(self):
        """The dispute that was won."""
        return Winning(self.dispute, end_of_day(self.cleaned_data["last_day"]))


class UndoForm(ActForm):
    """How many used coins of a piece of work come back, and for how long those come whose date has passed."""

    field_order = ("coins", "days", "reason", "nonce")
    coins = IntegerField(label=_("Coins to give back"), min_value=1)
    days = IntegerField(
        label=_("Days that coins whose date has passed get"), min_value=1, max_value=MOST_UNDO_DAYS, initial=UNDO_DAYS
    )

    def __init__(self, *args, quote: int, now: datetime, **kwargs) -> None:
        super().__init__(*args, **kwargs)
        self.quote, self.now = quote, now

    @property
    def act(self):
        """The coins that come back."""
        said = self.cleaned_data
        return Undoing(self.quote, said["coins"], expiry_after(self.now, said["days"]))


class RejectionForm(Form):
    """Why a request is rejected."""

    reason = ProseField(
        label=_("Why it is rejected; who asked reads it"),
        max_length=MOST_REASON,
        widget=forms.Textarea(attrs={"dir": "auto", "rows": 3}),
    )
