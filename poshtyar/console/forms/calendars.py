"""The form of a calendar: the hours of each day of the week."""

import re

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from poshtyar.common.fields import NameField
from poshtyar.common.persian import normalise, to_latin_digits
from poshtyar.console.forms.editing import EditForm, english, persian
from poshtyar.sla.calendars import DAY_MINUTES, Interval, format_minute
from poshtyar.sla.operations import CalendarFacts
from poshtyar.sla.queries import hours_of

_TIME = r"(\d{1,2})(?::([0-5]\d))?"
_STRETCH = re.compile(rf"{_TIME}\s*(?:[-–—]|تا|to)\s*{_TIME}", re.ASCII)
_BETWEEN = re.compile(r"\s*[,،;؛]\s*")

Stretches = tuple[tuple[int, int], ...]


class HoursField(forms.CharField):
    """Hours of one day, such as 9:00-13:00, 14:00-18:00, cleaned to minutes of the day; empty is not served."""

    widget = forms.TextInput(attrs={"dir": "ltr", "autocomplete": "off"})
    default_error_messages = {
        "invalid": _("Write the hours as \u20689:00-17:00\u2069; several with a comma between them."),
        "backwards": _("Hours begin before they end, between 0:00 and 24:00 of a day."),
    }

    def __init__(self, **kwargs) -> None:
        super().__init__(required=False, max_length=120, **kwargs)

    def clean(self, value) -> Stretches:
        """Return the stretches in the order of the day."""
        typed = to_latin_digits(normalise(super().clean(value))).strip()
        return tuple(sorted(self._minutes(one) for one in _BETWEEN.split(typed))) if typed else ()

    def prepare_value(self, value):
        """Return stored stretches as people write them; what was typed comes back as it was typed."""
        if not isinstance(value, tuple):
            return value
        return ", ".join(f"{format_minute(start)}-{format_minute(end)}" for start, end in value)

    def _minutes(self, typed: str) -> tuple[int, int]:
        """Return where a stretch begins and ends."""
        if not (match := _STRETCH.fullmatch(typed)):
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        hour, minute, end_hour, end_minute = (int(part or 0) for part in match.groups())
        start, end = hour * 60 + minute, end_hour * 60 + end_minute
        if not start < end <= DAY_MINUTES:
            raise ValidationError(self.error_messages["backwards"], code="backwards")
        return start, end


class CalendarForm(EditForm):
    """A name, and the hours of each day from Saturday on."""

    name_fa = NameField(label=_("Name in Persian"), max_length=80, widget=persian())
    name_en = NameField(label=_("Name in English"), max_length=80, widget=english())
    day_0 = HoursField(label=_("Saturday"))
    day_1 = HoursField(label=_("Sunday"))
    day_2 = HoursField(label=_("Monday"))
    day_3 = HoursField(label=_("Tuesday"))
    day_4 = HoursField(label=_("Wednesday"))
    day_5 = HoursField(label=_("Thursday"))
    day_6 = HoursField(label=_("Friday"))

    def said_of(self, row):
        """Return the names, and the hours that each day has now."""
        days: dict[str, Stretches] = {f"day_{weekday}": () for weekday in range(7)}
        for one in hours_of(row):
            days[f"day_{one.weekday}"] += ((one.start_minute, one.end_minute),)
        return {"name_fa": row.name_fa, "name_en": row.name_en, **days}

    @property
    def days(self) -> list[forms.BoundField]:
        """The fields of the days, as the page draws them."""
        return [self[f"day_{weekday}"] for weekday in range(7)]

    def facts(self) -> CalendarFacts:
        """Return what the operations take."""
        typed = self.typed
        hours = [Interval(day, *stretch) for day in range(7) for stretch in typed[f"day_{day}"]]
        return CalendarFacts(typed["name_fa"], typed["name_en"], tuple(hours))
