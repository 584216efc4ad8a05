"""Moments as people say them: the Jalali calendar in Persian, the Gregorian one in English, in the agency's zone.

Sentences of the two languages are built differently, so each has its own small functions here, not translations.
"""

import re
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache

from django.utils import timezone
from persiantools.jdatetime import JalaliDate

from poshtyar.common.numbers import current_language, localise_digits, with_unit
from poshtyar.common.persian import to_latin_digits
from poshtyar.common.words import listed

MONTHS_FA = ["فروردین", "اردیبهشت", "خرداد", "تیر", "مرداد", "شهریور", "مهر", "آبان", "آذر", "دی", "بهمن", "اسفند"]
MONTHS_OF_JALALI_EN = [
    *("Farvardin", "Ordibehesht", "Khordad", "Tir", "Mordad", "Shahrivar"),
    *("Mehr", "Aban", "Azar", "Dey", "Bahman", "Esfand"),
]
MONTHS_EN = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
# Monday first, as Python counts.
WEEKDAYS_FA = ["دوشنبه", "سه‌شنبه", "چهارشنبه", "پنجشنبه", "جمعه", "شنبه", "یکشنبه"]
WEEKDAYS_EN = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"]
# Before a moment: from there it is said by its date.
SOME_DAYS = timedelta(days=9)
NEAR_DAYS = {"fa": {-1: "دیروز", 0: "امروز", 1: "فردا"}, "en": {-1: "yesterday", 0: "today", 1: "tomorrow"}}
# The first Gregorian year that nobody would write as a Jalali one.
FIRST_GREGORIAN_YEAR = 1700
_DATE = re.compile(r"(\d{4})([/.-])(\d{1,2})\2(\d{1,2})", re.ASCII)


def local(moment: datetime) -> datetime:
    """Return the moment on the agency's clock."""
    return moment.astimezone(timezone.get_default_timezone())


def local_date(moment: datetime | date) -> date:
    """Return the agency's day of the moment; a date stays itself."""
    return local(moment).date() if isinstance(moment, datetime) else moment


def last_day_before(end: datetime) -> date:
    """Return the last day that counts, which people are told; the ends of coins and packages are exclusive."""
    return local_date(end - timedelta(microseconds=1))


def format_date(moment: datetime | date, language: str | None = None) -> str:
    """Return the day: «۶ آذر ۱۴۰۵» or "27 Nov 2026"."""
    language = current_language(language)
    day, month, year = _parts(local_date(moment), language)
    return localise_digits(f"{day} {month} {year}", language)


def format_time(moment: datetime, language: str | None = None) -> str:
    """Return the time of day: «۹:۳۰» or "09:30"."""
    here = local(moment)
    hour = f"{here.hour}" if current_language(language) == "fa" else f"{here.hour:02}"
    return localise_digits(f"{hour}:{here.minute:02}", language)


def format_moment(moment: datetime, now: datetime | None = None, language: str | None = None) -> str:
    """Return the moment as near people say it: «امروز ۱۶:۳۰», «جمعه ۶ آذر، ساعت ۹:۳۰» or "Fri 27 Nov, 09:30".

    Yesterday, today and tomorrow are said if `now` is given: what is read at once may say so, and a message that is
    read on another day may not. The year is said only when it is not that of `now`, or of some days before.
    """
    language, now = current_language(language), now or moment - SOME_DAYS
    day, time = local_date(moment), format_time(moment, language)
    if near := _near_day(day, now, language):
        return f"{near} {time}"
    joined = "، ساعت " if language == "fa" else ", "
    return f"{_dated(day, now, language)}{joined}{time}"


def format_on_paper(moment: datetime) -> str:
    """Return the moment with its year: paper is read in another one. «۶ آذر ۱۴۰۵، ۹:۳۰» or "27 Nov 2026, 09:30"."""
    return listed([format_date(moment), format_time(moment)])


def format_end(end: datetime, now: datetime, language: str | None = None) -> str:
    """Return until when something lasts; at midnight its last day: «پایان چهارشنبه ۱۱ آذر» or "the end of Wed 2 Dec".

    «پنجشنبه ۱۲ آذر، ساعت ۰:۰۰» is read as the night after that day.
    """
    language = current_language(language)
    if end != start_of_day(local_date(end)):
        return format_moment(end, now, language)
    day = last_day_before(end)
    said = _near_day(day, now, language) or _dated(day, now, language)
    return f"پایان {said}" if language == "fa" else f"the end of {said}"


def format_in_other_calendar(moment: datetime | date, language: str | None = None) -> str:
    """Return the moment in the calendar that the page does not use, for tooltips."""
    language = current_language(language)
    if not isinstance(moment, datetime):
        return _day_in_other_calendar(moment, language)
    here = local(moment)
    return f"{_day_in_other_calendar(here.date(), language)}, {here.hour:02}:{here.minute:02}"


def format_ago(moment: datetime, now: datetime | None = None, language: str | None = None) -> str:
    """Return the distance to now: «۳ ساعت پیش», «۵ روز دیگه», or "3 h ago", "in 5 days"."""
    language = current_language(language)
    distance = moment - (now or timezone.now())
    words = _duration(abs(distance), language)
    if not words:
        return "همین الان" if language == "fa" else "just now"
    if language == "fa":
        said = f"{words} پیش" if distance < timedelta(0) else f"{words} دیگه"
    else:
        said = f"{words} ago" if distance < timedelta(0) else f"in {words}"
    return localise_digits(said, language)


def parse_date(text: str) -> date:
    """Return the day that a person wrote: «۱۴۰۵/۹/۶» is Jalali, "2026-11-27" Gregorian. Raises ValueError."""
    match = _DATE.fullmatch(to_latin_digits(text).strip())
    if match is None:
        raise ValueError(f"not a date: {text!r}")
    year, month, day = int(match[1]), int(match[3]), int(match[4])
    if year >= FIRST_GREGORIAN_YEAR:
        return date(year, month, day)
    return JalaliDate(year, month, day).to_gregorian()


def start_of_day(day: date) -> datetime:
    """Return the first moment of the agency's day, in UTC."""
    midnight = datetime(day.year, day.month, day.day, tzinfo=timezone.get_default_timezone())
    return midnight.astimezone(UTC)


def end_of_day(day: date) -> datetime:
    """Return the moment after the agency's day, in UTC; of it, `last_day_before` says the day again."""
    return start_of_day(day + timedelta(days=1))


# A page says the same few days over and over, and counting between the calendars takes longer than all else of it.
@lru_cache(maxsize=2048)
def _day_in_other_calendar(day: date, language: str) -> str:
    if language == "fa":
        return f"{_weekday(day, 'en')} {day.day} {MONTHS_EN[day.month - 1]} {day.year}"
    jalali = JalaliDate(day)
    return f"{jalali.day} {MONTHS_OF_JALALI_EN[jalali.month - 1]} {jalali.year}"


@lru_cache(maxsize=2048)
def _parts(day: date, language: str) -> tuple[int, str, int]:
    """Return the day's number, its month's name and its year in the language's calendar."""
    if language == "fa":
        jalali = JalaliDate(day)
        return jalali.day, MONTHS_FA[jalali.month - 1], jalali.year
    return day.day, MONTHS_EN[day.month - 1], day.year


def _near_day(day: date, now: datetime, language: str) -> str | None:
    """Return yesterday, today or tomorrow in words, and None for every other day."""
    return NEAR_DAYS[language].get((day - local_date(now)).days)


def _dated(day: date, now: datetime, language: str) -> str:
    """Return the day with its weekday, and its year unless it is this year's: «جمعه ۶ آذر» or "Fri 27 Nov"."""
    number, month, year = _parts(day, language)
    this_year = _parts(local_date(now), language)[2]
    that_day = f"{number} {month}" if year == this_year else f"{number} {month} {year}"
    return localise_digits(f"{_weekday(day, language)} {that_day}", language)


def _weekday(day: date, language: str) -> str:
    """Return the weekday's name."""
    return (WEEKDAYS_FA if language == "fa" else WEEKDAYS_EN)[day.weekday()]


def _duration(length: timedelta, language: str) -> str:
    """Return the length in its largest whole unit, or nothing below a minute."""
    minutes = int(length.total_seconds() // 60)
    if minutes < 1:
        return ""
    if minutes < 60:
        return with_unit(minutes, "دقیقه" if language == "fa" else "min")
    if minutes < 24 * 60:
        return with_unit(minutes // 60, "ساعت" if language == "fa" else "h")
    days = minutes // (24 * 60)
    if language == "fa":
        return with_unit(days, "روز")
    return with_unit(days, "day" if days == 1 else "days")
