"""Form fields that take what people in Iran really type."""

import re
import secrets
from datetime import date
from decimal import Decimal
from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from poshtyar.common.jalali import parse_date
from poshtyar.common.mobile import format_mobile, parse_mobile
from poshtyar.common.numbers import RIALS_PER_TOMAN, format_number, localise_digits
from poshtyar.common.persian import clean_name, normalise, parse_integer, to_latin_digits

# The columns of whole numbers hold no more; asking for it must be a message, not a failure.
LARGEST_INTEGER = 2**31 - 1
# No coin is older, and no calendar of ours ends before. The day after the last one that Python knows is an error.
FIRST_DAY, LAST_DAY = date(2000, 1, 1), date(2199, 12, 31)
# Six digits of hours are more than any limit, and few enough to be read as a number at once.
_DURATION = re.compile(r"(?P<hours>\d{1,6})(?::(?P<minutes>[0-5]\d))?", re.ASCII)


class IntegerField(forms.IntegerField):
    """A whole number, in Persian, Arabic or Latin digits."""

    # Not `type=number`: browsers block Persian digits in it.
    widget = forms.TextInput(attrs={"inputmode": "numeric", "dir": "ltr", "autocomplete": "off"})

    def __init__(self, *, max_value: int = LARGEST_INTEGER, min_value: int | None = None, **kwargs) -> None:
        super().__init__(max_value=max_value, min_value=min_value, **kwargs)

    def to_python(self, value):
        """Return the number, or nothing."""
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        if value in self.empty_values or not str(value).strip():
            return None
        try:
            return parse_integer(str(value))
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value):
        """Return a stored number in the reader's digits; what was typed comes back as it was typed."""
        return localise_digits(str(value)) if isinstance(value, int) else value


class TomanField(IntegerField):
    """An amount written in whole toman, cleaned to rials."""

    def __init__(self, *, most_rial: int, **kwargs) -> None:
        super().__init__(min_value=1, max_value=most_rial // RIALS_PER_TOMAN, **kwargs)

    def clean(self, value):
        """Return the amount in rials, or nothing."""
        toman = super().clean(value)
        return toman if toman is None else toman * RIALS_PER_TOMAN

    def prepare_value(self, value):
        """Return stored rials in toman; what is no whole toman is shown so, and not rounded unseen."""
        if not isinstance(value, int):
            return value
        toman, rest = divmod(value, RIALS_PER_TOMAN)
        return format_number(Decimal(value) / RIALS_PER_TOMAN if rest else toman)


class DurationField(forms.Field):
    """A length of time in hours, or in hours and minutes such as 1:30, cleaned to minutes; so are its limits."""

    widget = forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("Write hours, or hours and minutes, such as \u206824\u2069 or \u20681:30\u2069."),
        "min_value": _("This takes at least %(limit)s minutes."),
        "max_value": _("This takes at most %(limit)s hours."),
    }

    def __init__(self, *, max_value: int, min_value: int = 1, **kwargs) -> None:
        super().__init__(**kwargs)
        self.min_value, self.max_value = min_value, max_value

    def to_python(self, value):
        """Return the minutes, or nothing."""
        typed = to_latin_digits(normalise(str(value or ""))).strip()
        if not typed:
            return None
        if not (match := _DURATION.fullmatch(typed)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return int(match["hours"]) * 60 + int(match["minutes"] or 0)

    def validate(self, value):
        """Refuse what is missing, too short or too long."""
        super().validate(value)
        if value is not None and value < self.min_value:
            limit = format_number(self.min_value)
            raise ValidationError(self.error_messages["min_value"], code="min_value", params={"limit": limit})
        if value is not None and value > self.max_value:
            limit = format_number(self.max_value // 60)
            raise ValidationError(self.error_messages["max_value"], code="max_value", params={"limit": limit})

    def prepare_value(self, value):
        """Return stored minutes as people write them; what was typed comes back as it was typed."""
        if not isinstance(value, int):
            return value
        hours, minutes = divmod(value, 60)
        return localise_digits(f"{hours}:{minutes:02}" if minutes else str(hours))


class DayField(forms.CharField):
    """A day in either calendar, cleaned to a date on which there can be coins and money."""

    widget = forms.TextInput(attrs={"dir": "ltr", "inputmode": "numeric", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("Write the day as year, month and day, such as \u20681405/9/7\u2069."),
    }

    def __init__(self, **kwargs) -> None:
        example = _("In either calendar, such as \u20681405/9/7\u2069 or \u20682026-11-28\u2069.")
        super().__init__(**{"max_length": 20, "help_text": example, **kwargs})

    def to_python(self, value):
        """Return the day, or nothing."""
        typed = super().to_python(value)
        if not typed:
            return None
        try:
            day = parse_date(typed)
        except (ValueError, OverflowError):
            day = None
        if day is None or not FIRST_DAY <= day <= LAST_DAY:
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day

    def run_validators(self, value):
        """Check nothing more of a day."""


class NameField(forms.CharField):
    """A name or any other single line that can hide nothing."""

    def to_python(self, value):
        """Return the name without controls and doubled spaces."""
        return clean_name(super().to_python(value) or "")


class ProseField(forms.CharField):
    """Text of several lines, in the spelling in which texts are stored.

    It has no `maxlength` attribute: browsers cut a pasted text there without a word.
    """

    widget = forms.Textarea

    def to_python(self, value):
        """Return the text with one kind of line end and of each Persian letter."""
        return normalise(super().to_python(value) or "").strip()

    def widget_attrs(self, widget):
        """Return no attributes."""
        return {}


class MobileField(forms.CharField):
    """An Iranian mobile number in any usual way of writing; cleaned to E.164."""

    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel", "dir": "ltr", "autocomplete": "tel"})
    default_error_messages = {
        "invalid": _("Write the mobile number with 11 digits, like \u206809123456789\u2069"),
        "required": _("Write the mobile number with 11 digits, like \u206809123456789\u2069"),
    }

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"max_length": 40, **kwargs})

    def to_python(self, value):
        """Return the number as E.164, or an empty string."""
        typed = super().to_python(value)
        if not typed:
            return typed
        try:
            return parse_mobile(typed)
        except ValueError:
            raise ValidationError(self.error_messages["invalid"], code="invalid") from None

    def prepare_value(self, value):
        """Return a stored number in groups; what was typed comes back as it was typed."""
        return localise_digits(format_mobile(value)) if isinstance(value, str) and value.startswith("+98") else value


OUT_OF_DATE = _("This page is out of date; load it again and send the form.")


class VersionField(IntegerField):
    """Which state of a row the form was opened with, by which an operation knows that it is stale."""

    default_error_messages = dict.fromkeys(("required", "invalid", "min_value", "max_value"), OUT_OF_DATE)

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"min_value": 1, "widget": forms.HiddenInput, **kwargs})


class NonceField(forms.CharField):
    """A random value made with the form, by which an operation knows the same form sent twice.

    As long as the shortest column that keeps one.
    """

    widget = forms.HiddenInput
    default_error_messages = {"required": OUT_OF_DATE}
    default_validators = [RegexValidator(r"\A[A-Za-z0-9_-]{16,40}\Z", OUT_OF_DATE)]

    def __init__(self, **kwargs) -> None:
        super().__init__(**{"max_length": 40, "initial": new_nonce, **kwargs})


def new_nonce() -> str:
    """Return a fresh value for a form."""
    return secrets.token_urlsafe(16)


def renewed(form: forms.Form) -> forms.Form:
    """Return a refused form with a fresh nonce: what was typed will be sent as a new one."""
    data = cast("MultiValueDict", form.data).copy()
    data["nonce"] = new_nonce()
    form.data = data
    return form
