"""Calendars of the week: made and changed by a manager; a promise that was given keeps its moment."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from django.db.models import ProtectedError
from django.utils.translation import gettext

from poshtyar.common.codes import free_code
from poshtyar.common.editing import differences, made, refuse_stale, save_edited, unmade
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.common.numbers import format_number
from poshtyar.common.places import lock_all
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events
from poshtyar.sla.calendars import DAY_MINUTES, Interval
from poshtyar.sla.limits import LEAST_WEEKLY_MINUTES, MOST_CALENDARS, MOST_INTERVALS_A_DAY
from poshtyar.sla.models import Calendar, CalendarInterval
from poshtyar.sla.queries import hours_by_calendar, hours_of

if TYPE_CHECKING:
    from poshtyar.accounts.models import User


class HoursOutOfRange(DomainError):
    """A calendar would have hours that no week has, or too few of them."""

    code = "hours_out_of_range"


class TooManyCalendars(DomainError):
    """There are as many calendars as one may have."""

    code = "too_many_calendars"


class CalendarInUse(DomainError):
    """A service level has the calendar."""

    code = "calendar_in_use"


@dataclass(frozen=True)
class CalendarFacts:
    """What a manager says of a calendar; a day without an interval is not served."""

    name_fa: str
    name_en: str
    hours: tuple[Interval, ...]

    @property
    def fields(self) -> dict[str, Any]:
        """What stands in the calendar's own row."""
        return {"name_fa": self.name_fa, "name_en": self.name_en}


@operation
def create_calendar(*, facts: CalendarFacts, actor: "User", now: datetime) -> Calendar:
    """Make a calendar that service levels may have; making the same one again returns the first.

    Raises NotAllowed, HoursOutOfRange, TooManyCalendars. Records `sla.calendar_created`.
    """
    lock_all(Calendar.objects.all())
    _refuse_unless_manager(actor)
    _refuse_wrong(facts)
    alike = list(Calendar.objects.filter(**facts.fields).order_by("pk"))
    hours = hours_by_calendar(calendar.pk for calendar in alike)
    if standing := next((calendar for calendar in alike if hours[calendar.pk] == facts.hours), None):
        return standing
    if Calendar.objects.count() >= MOST_CALENDARS:
        raise TooManyCalendars(gettext("There may be %(most)s calendars.") % {"most": format_number(MOST_CALENDARS)})

    calendar = Calendar.objects.create(
        **facts.fields, code=free_code(Calendar.objects.all(), facts.name_en, "calendar")
    )
    _write_hours(calendar, facts.hours)
    changes = made(facts.fields) | {"hours": [None, _as_lists(facts.hours)]}
    _record("sla.calendar_created", calendar, changes, actor, now)
    return calendar


@operation
def change_calendar(
    *, calendar: Calendar, facts: CalendarFacts, version: int, actor: "User", now: datetime
) -> Calendar:
    """Change on which days, at which hours, is served what is asked from now on.

    Promises that were given keep their moment and their reason (B7). Saying what stands already changes nothing.
    Raises NotAllowed, HoursOutOfRange, ChangedMeanwhile. Records `sla.calendar_changed`.
    """
    calendar = Calendar.objects.select_for_update().get(pk=calendar.pk)
    _refuse_unless_manager(actor)
    _refuse_wrong(facts)
    changes, hours = differences(calendar, facts.fields), hours_of(calendar)
    if hours != facts.hours:
        changes["hours"] = [_as_lists(hours), _as_lists(facts.hours)]
    if not changes:
        return calendar

    save_edited(calendar, facts.fields, version)
    if "hours" in changes:
        calendar.intervals.all().delete()
        _write_hours(calendar, facts.hours)
    _record("sla.calendar_changed", calendar, changes, actor, now)
    return calendar


@operation
def delete_calendar(*, calendar: Calendar, version: int, actor: "User", now: datetime) -> None:
    """Delete a calendar that no service level has.

    Raises NotAllowed, ChangedMeanwhile, CalendarInUse. Records `sla.calendar_deleted`.
    """
    calendar = Calendar.objects.select_for_update().get(pk=calendar.pk)
    _refuse_unless_manager(actor)
    refuse_stale(calendar, version)

    changes = unmade(calendar, ["name_fa", "name_en"]) | {"hours": [_as_lists(hours_of(calendar)), None]}
    _record("sla.calendar_deleted", calendar, changes, actor, now)
    try:
        calendar.delete()
    except ProtectedError:
        raise CalendarInUse(
            gettext("A service level has these service days, so they stay. Give the service levels others first.")
        ) from None


def _refuse_unless_manager(actor: "User") -> None:
    if not actor.is_manager:
        raise NotAllowed(gettext("Only a manager may change the service days."))


def _refuse_wrong(facts: CalendarFacts) -> None:
    """Raise HoursOutOfRange for hours that overlap, are no part of a week, or are too few to promise anything."""
    days = defaultdict(list)
    for one in facts.hours:
        days[one.weekday].append(one)
        if not (0 <= one.weekday <= 6 and 0 <= one.start_minute < one.end_minute <= DAY_MINUTES):
            raise HoursOutOfRange(gettext("Hours begin before they end, between 0:00 and 24:00 of a day."))
    if any(len(stretches) > MOST_INTERVALS_A_DAY for stretches in days.values()):
        raise HoursOutOfRange(
            gettext("A day may have %(most)s stretches of hours.") % {"most": format_number(MOST_INTERVALS_A_DAY)}
        )
    for stretches in days.values():
        if any(late.start_minute < early.end_minute for early, late in pairwise(stretches)):
            raise HoursOutOfRange(gettext("The hours of a day stand in their order and do not overlap."))
    if sum(one.end_minute - one.start_minute for one in facts.hours) < LEAST_WEEKLY_MINUTES:
        raise HoursOutOfRange(
            gettext("A week needs at least %(minutes)s minutes of service time, or nothing could be promised.")
            % {"minutes": format_number(LEAST_WEEKLY_MINUTES)}
        )


def _write_hours(calendar: Calendar, hours: tuple[Interval, ...]) -> None:
    CalendarInterval.objects.bulk_create(CalendarInterval(calendar=calendar, **vars(one)) for one in hours)


def _as_lists(hours: tuple[Interval, ...]) -> list[list[int]]:
    return [one.as_list() for one in hours]


def _record(kind: str, calendar: Calendar, changes: dict[str, list], actor: "User", now: datetime) -> None:
    events.record(kind, actor=actor, now=now, calendar_id=calendar.pk, code=calendar.code, changes=changes)
