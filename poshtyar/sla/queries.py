"""Calendars and service levels as the promise engine wants them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from django.conf import settings

from poshtyar.common.prepared import prepared
from poshtyar.sla.calendars import Interval, LevelTerms, Promise, WeeklyCalendar, promise_first_answer
from poshtyar.sla.models import Calendar, CalendarInterval, ServiceLevel


class HasServiceLevel(Protocol):
    """Anything that knows the service level in force, as `entitlements.queries.Rights` does."""

    @property
    def service_level(self) -> ServiceLevel | None:
        """The level, or None where no package is active."""


@prepared
def _hours(calendar):
    rows = CalendarInterval.objects.filter(calendar=calendar).order_by("weekday", "start_minute")
    return rows.values_list("weekday", "start_minute", "end_minute")


def terms_of(service_level: ServiceLevel) -> LevelTerms:
    """Return what a service level promises; one query, for its calendar's intervals."""
    return _terms(service_level, hours_of(service_level.calendar_id))


def terms_by_level(service_levels: Iterable[ServiceLevel]) -> dict[int, LevelTerms]:
    """Return what each of these service levels promises, by its id; one query for all."""
    levels = list(service_levels)
    hours = hours_by_calendar(level.calendar_id for level in levels)
    return {level.pk: _terms(level, hours[level.calendar_id]) for level in levels}


def _terms(level: ServiceLevel, intervals: tuple[Interval, ...]) -> LevelTerms:
    return LevelTerms(
        code=level.code,
        calendar=WeeklyCalendar(intervals, settings.AGENCY_ZONE),
        general_minutes=level.general_minutes,
        emergency_minutes=level.emergency_minutes,
        rank=level.rank,
        has_phone=level.has_phone,
    )


def hours_of(calendar: Calendar | int) -> tuple[Interval, ...]:
    """Return the service time of a calendar, itself or its id, in the order of the week; one query."""
    return tuple(Interval(*stretch) for stretch in _hours(calendar=calendar))


def hours_by_calendar(calendars: Iterable[int]) -> dict[int, tuple[Interval, ...]]:
    """Return the service time of each of these calendars, by its id; one query for all."""
    hours: dict[int, tuple[Interval, ...]] = dict.fromkeys(calendars, ())
    rows = CalendarInterval.objects.filter(calendar__in=hours).order_by("weekday", "start_minute")
    for calendar, *stretch in rows.values_list("calendar_id", "weekday", "start_minute", "end_minute"):
        hours[calendar] += (Interval(*stretch),)
    return hours


def promise_now(*, rights: HasServiceLevel, emergency: bool, presales: bool = False, now: datetime) -> Promise:
    """Return the promise of a request asked now, by the rights that its organization has now."""
    terms = terms_of(rights.service_level) if rights.service_level else None
    return promise_first_answer(opened_at=now, terms=terms, emergency=emergency, presales=presales)
