"""The calendars and service levels that a new agency starts with."""

from typing import Any

from poshtyar.common.transactions import operation
from poshtyar.sla.models import Calendar, CalendarInterval, ServiceLevel

FIVE_DAYS = range(5)
SEVEN_DAYS = range(7)

DEFAULT_CALENDARS = {
    "five-days": ("شنبه تا چهارشنبه", "Saturday to Wednesday", FIVE_DAYS),
    "seven-days": ("همهٔ روزها", "Every day", SEVEN_DAYS),
}
DEFAULT_LEVELS: list[dict[str, Any]] = [
    {
        "code": "essential",
        "name_fa": "ضروری",
        "name_en": "Essential",
        "calendar": "five-days",
        "general_minutes": 24 * 60,
        "emergency_minutes": 6 * 60,
        "rank": 1,
        "has_phone": False,
    },
    {
        "code": "basic",
        "name_fa": "پایه",
        "name_en": "Basic",
        "calendar": "seven-days",
        "general_minutes": 24 * 60,
        "emergency_minutes": 2 * 60,
        "rank": 2,
        "has_phone": False,
    },
    {
        "code": "professional",
        "name_fa": "حرفه‌ای",
        "name_en": "Professional",
        "calendar": "seven-days",
        "general_minutes": 8 * 60,
        "emergency_minutes": 60,
        "rank": 3,
        "has_phone": True,
    },
]


@operation
def install_default_levels() -> dict[str, ServiceLevel]:
    """Make the calendars and service levels that a new agency starts with, and return the levels by code.

    What exists is left as it is, so running it again is harmless and no edit is lost.
    """
    calendars = Calendar.objects.in_bulk(DEFAULT_CALENDARS, field_name="code")
    new_calendars = Calendar.objects.bulk_create(
        Calendar(code=code, name_fa=name_fa, name_en=name_en)
        for code, (name_fa, name_en, _) in DEFAULT_CALENDARS.items()
        if code not in calendars
    )
    CalendarInterval.objects.bulk_create(
        CalendarInterval(calendar=calendar, weekday=weekday)
        for calendar in new_calendars
        for weekday in DEFAULT_CALENDARS[calendar.code][-1]
    )
    calendars |= {calendar.code: calendar for calendar in new_calendars}

    levels = ServiceLevel.objects.in_bulk([terms["code"] for terms in DEFAULT_LEVELS], field_name="code")
    new_levels = ServiceLevel.objects.bulk_create(
        ServiceLevel(**{**terms, "calendar": calendars[terms["calendar"]]})
        for terms in DEFAULT_LEVELS
        if terms["code"] not in levels
    )
    return levels | {level.code: level for level in new_levels}
