"""The moment whose balance is proven."""

from datetime import datetime, time, timedelta

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from poshtyar.common.fields import DayField
from poshtyar.common.forms import Form
from poshtyar.common.persian import to_latin_digits

LTR = {"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"}


class MomentForm(Form):
    """A day, and a time of it; without a time, the end of the day."""

    day = DayField(label=_("Day"))
    time = forms.CharField(
        label=_("Time"),
        help_text=_("Such as \u206816:30\u2069; without it, the end of the day."),
        max_length=8,
        required=False,
        widget=forms.TextInput(attrs=LTR),
    )

    def clean_time(self):
        """Return the time of day, or None."""
        said = to_latin_digits(self.cleaned_data["time"]).strip()
        try:
            return datetime.strptime(said, "%H:%M").time() if said else None  # noqa: DTZ007 (a time of day alone)
        except ValueError:
            raise forms.ValidationError(_("Write the time as hour and minute, such as \u206816:30\u2069.")) from None

    @property
    def moment(self) -> datetime:
        """The moment on the agency's clock: of a minute its last second, of a day its last minute's."""
        at = datetime.combine(self.cleaned_data["day"], self.cleaned_data["time"] or time(23, 59))
        return at.replace(tzinfo=timezone.get_default_timezone()) + timedelta(seconds=59)
