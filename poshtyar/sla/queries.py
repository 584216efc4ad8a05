"""Service levels as the promise engine wants them."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Protocol

from django.conf import settings

from poshtyar.sla.calendars import Interval, LevelTerms, Promise, WeeklyCalendar, promise_first_answer
from poshtyar.sla.models import CalendarInterval, ServiceLevel


class HasServiceLevel(Protocol):
    """Anything that knows the service level in force, as `entitlements.queries.Rights` does."""

    @property
    def service_level(self) -> ServiceLevel | None:
        """The level, or None where no package is active."""


def terms_of(service_level: ServiceLevel) -> LevelTerms:
    """Return what a service level promises; one query, for its calendar's intervals."""
    return terms_by_level([service_level])[service_level.pk]


def terms_by_level(service_levels: Iterable[ServiceLevel]) -> dict[int, LevelTerms]:
    """Return what each of these service levels promises, by its id; one query for all."""
    levels = list(service_levels)
    intervals: dict[int, list[Interval]] = defaultdict(list)
    rows = CalendarInterval.objects.filter(calendar__in={level.calendar_id for level in levels})
    facts = ("calendar_id", "weekday", "start_minute", "end_minute")
    for calendar, *hours in rows.order_by("weekday", "start_minute").values_list(*facts):
        intervals[calendar].append(Interval(*hours))
    return {
        level.pk: LevelTerms(
            code=level.code,
            calendar=WeeklyCalendar(tuple(intervals[level.calendar_id]), settings.AGENCY_ZONE),
            general_minutes=level.general_minutes,
            emergency_minutes=level.emergency_minutes,
            rank=level.rank,
            has_phone=level.has_phone,
        )
        for level in levels
    }


def promise_now(*, rights: HasServiceLevel, emergency: bool, presales: bool = False, now: datetime) -> Promise:
    """Return the promise of a request asked now, by the rights that its organization has now."""
    terms = terms_of(rights.service_level) if rights.service_level else None
    return promise_first_answer(opened_at=now, terms=terms, emergency=emergency, presales=presales)
