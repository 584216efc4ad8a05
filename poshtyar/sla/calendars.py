"""The promise engine: weekly calendars and the moment of the first answer, with its reason.

Pure arithmetic and words: no database, no clock. The form, the ticket, the queue and the e-mail all ask
`promise_first_answer` and `explain`, so a person is never told two different things (B22).
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from django.utils.translation import gettext, ngettext

from poshtyar.common.jalali import format_moment
from poshtyar.common.numbers import format_number, localise_digits
from poshtyar.common.words import listed

DAY_MINUTES = 24 * 60
PRESALES_MINUTES = 24 * 60
MINUTE = timedelta(minutes=1)
# Python's Monday is 0 and the Persian week begins on Saturday.
SATURDAY_SHIFT = 2


@dataclass(frozen=True)
class Interval:
    """A stretch of service time on one day of the week; weekday 0 is Saturday."""

    weekday: int
    start_minute: int = 0
    end_minute: int = DAY_MINUTES

    @property
    def is_whole_day(self) -> bool:
        """Whether it leaves nothing of its day out."""
        return (self.start_minute, self.end_minute) == (0, DAY_MINUTES)

    def as_list(self) -> list[int]:
        """Return the interval as JSON holds it."""
        return [self.weekday, self.start_minute, self.end_minute]


@dataclass(frozen=True)
class WeeklyCalendar:
    """The service time of every week, in the local time of one zone; overlapping intervals count once."""

    intervals: tuple[Interval, ...]
    zone: str

    @property
    def weekdays(self) -> list[int]:
        """The days of the week that have any service time."""
        return sorted({interval.weekday for interval in self.intervals})

    @property
    def in_words(self) -> str:
        """The service time of a week, as people say it."""
        return hours_in_words(self.intervals)

    @property
    def facts(self) -> dict[str, Any]:
        """What a promise keeps of the calendar, to say its reason later: days, and hours where they are any."""
        facts: dict[str, Any] = {"weekdays": self.weekdays}
        if any(not interval.is_whole_day for interval in self.intervals):
            facts["hours"] = [interval.as_list() for interval in self.intervals]
        return facts

    def spans_from(self, moment: datetime) -> Iterator[tuple[datetime, datetime]]:
        """Yield, in order and without end, the service time from a moment on, as instants in UTC."""
        if not self.intervals:
            raise ValueError("A calendar without service time never opens.")
        zone = ZoneInfo(self.zone)
        cursor = moment.astimezone(UTC)
        day = moment.astimezone(zone).date()
        while True:
            weekday = (day.weekday() + SATURDAY_SHIFT) % 7
            for interval in sorted(
                (one for one in self.intervals if one.weekday == weekday), key=lambda one: one.start_minute
            ):
                opens = max(cursor, _instant(day, interval.start_minute, zone))
                closes = _instant(day, interval.end_minute, zone)
                if opens < closes:
                    yield opens, closes
                    cursor = closes
            day += timedelta(days=1)

    def is_open(self, moment: datetime) -> bool:
        """Whether a moment is service time; the closing instant is not."""
        return self.next_opening(moment) == moment

    def next_opening(self, moment: datetime) -> datetime:
        """Return the first instant of service time at or after a moment."""
        return next(self.spans_from(moment))[0]

    def next_closing(self, moment: datetime) -> datetime | None:
        """Return when the service time that runs at a moment ends; None when it never does, within a week."""
        end = moment
        for opens, closes in self.spans_from(moment):
            if opens > end:
                return end
            if closes - moment > timedelta(days=7):
                return None
            end = closes
        return None  # pragma: no cover - the spans have no end


def _instant(day: date, minute: int, zone: ZoneInfo) -> datetime:
    """Return a wall-clock minute of a local day as an instant; minute 1440 is the next day's midnight."""
    days, minute = divmod(minute, DAY_MINUTES)
    wall = datetime.combine(day + timedelta(days=days), time(minute // 60, minute % 60), tzinfo=zone)
    return wall.astimezone(UTC)


def add_service_minutes(moment: datetime, minutes: int, calendar: WeeklyCalendar) -> datetime:
    """Return the instant at which this many minutes of service time have passed since a moment."""
    remaining = minutes * MINUTE
    if not remaining:
        return moment
    for opens, closes in calendar.spans_from(moment):
        if remaining <= closes - opens:
            return opens + remaining
        remaining -= closes - opens
    raise AssertionError("The spans of a calendar have no end.")


@dataclass(frozen=True)
class LevelTerms:
    """What a service level promises, free of the database."""

    code: str
    calendar: WeeklyCalendar
    general_minutes: int
    emergency_minutes: int
    rank: int = 0
    has_phone: bool = False

    @property
    def general_in_words(self) -> str:
        """How soon a general request is answered."""
        return duration_in_words(self.general_minutes)

    @property
    def emergency_in_words(self) -> str:
        """How soon an emergency is answered."""
        return duration_in_words(self.emergency_minutes)

    @property
    def days_in_words(self) -> str:
        """On which days requests are answered, and at which hours where not all day."""
        return self.calendar.in_words


class Reason(StrEnum):
    """Why a promise is what it is."""

    WITHIN_HOURS = "within_hours"
    OUTSIDE_HOURS = "outside_hours"
    EMERGENCY = "emergency"
    NO_PACKAGE = "no_package"
    PRESALES = "presales"


@dataclass(frozen=True)
class Promise:
    """The moment by which a first answer is promised, or None for best effort, and why."""

    due_at: datetime | None
    reason: str
    facts: dict[str, Any] = field(default_factory=dict)

    def as_dict(self) -> dict[str, Any]:
        """Return the promise as JSON values."""
        return {
            "due_at": self.due_at.isoformat() if self.due_at else None,
            "reason": str(self.reason),
            "facts": self.facts,
        }

    @classmethod
    def from_dict(cls, data: dict[str, Any]) -> "Promise":
        """Return the promise that `as_dict` wrote."""
        due_at = datetime.fromisoformat(data["due_at"]) if data["due_at"] else None
        return cls(due_at=due_at, reason=data["reason"], facts=data["facts"])


def promise_first_answer(
    *, opened_at: datetime, terms: LevelTerms | None, emergency: bool, presales: bool = False
) -> Promise:
    """Return the promise of the first answer to a request asked at this moment (B20–B22).

    Advice before buying has plain hours; without a package there is best effort and no promise.
    Otherwise the level's target is counted on its service time.
    """
    if presales:
        return Promise(opened_at + PRESALES_MINUTES * MINUTE, Reason.PRESALES, {"minutes": PRESALES_MINUTES})
    if terms is None:
        return Promise(None, Reason.NO_PACKAGE)
    minutes = terms.emergency_minutes if emergency else terms.general_minutes
    due_at = add_service_minutes(opened_at, minutes, terms.calendar)
    facts: dict[str, Any] = {"minutes": minutes, **terms.calendar.facts}
    if emergency:
        # An emergency that must wait for service time is told that we try earlier, wherever the wait falls.
        waits = due_at - opened_at > minutes * MINUTE
        return Promise(due_at, Reason.EMERGENCY, {**facts, "waits": waits})
    opening = terms.calendar.next_opening(opened_at)
    if opening > opened_at:
        return Promise(due_at, Reason.OUTSIDE_HOURS, {**facts, "counted_from": opening.isoformat()})
    return Promise(due_at, Reason.WITHIN_HOURS, facts)


@dataclass(frozen=True)
class ServiceHours:
    """Whether a service level is being served now, until when or from when, and what a new request is promised."""

    is_open: bool
    opens_at: datetime
    closes_at: datetime | None
    general: Promise
    emergency: Promise


def service_hours_now(terms: LevelTerms, now: datetime) -> ServiceHours:
    """Return the service hours of a level as they stand now; `closes_at` is None while closed or never closing."""
    opens_at = terms.calendar.next_opening(now)
    is_open = opens_at == now
    return ServiceHours(
        is_open=is_open,
        opens_at=opens_at,
        closes_at=terms.calendar.next_closing(now) if is_open else None,
        general=promise_first_answer(opened_at=now, terms=terms, emergency=False),
        emergency=promise_first_answer(opened_at=now, terms=terms, emergency=True),
    )


def explain(promise: Promise, now: datetime | None = None) -> str:
    """Return the promise in the reader's language: the moment, if there is one, and the reason."""
    return " ".join(filter(None, [explain_moment(promise, now), explain_reason(promise, now)]))


def explain_moment(promise: Promise, now: datetime | None = None) -> str:
    """Return "First answer by …", or nothing where no moment is promised; near days are in words if `now` is given."""
    if promise.due_at is None:
        return ""
    return gettext("First answer by %(moment)s.") % {"moment": format_moment(promise.due_at, now)}


def explain_reason(promise: Promise, now: datetime | None = None) -> str:
    """Return why the promise is what it is."""
    facts = promise.facts
    words = {
        "duration": duration_in_words(facts.get("minutes", 0)),
        "days": _service_time_in_words(facts),
    }
    match promise.reason:
        case Reason.WITHIN_HOURS:
            return gettext("Your package promises %(duration)s, counted on its service days (%(days)s).") % words
        case Reason.OUTSIDE_HOURS if "hours" in facts:
            counted_from = datetime.fromisoformat(facts["counted_from"])
            return gettext(
                "This is outside the service hours of your package (%(days)s), "
                "so its %(duration)s are counted from %(moment)s."
            ) % {**words, "moment": format_moment(counted_from, now)}
        case Reason.OUTSIDE_HOURS:
            counted_from = datetime.fromisoformat(facts["counted_from"])
            return gettext(
                "This is outside the service days of your package (%(days)s), "
                "so its %(duration)s are counted from %(moment)s."
            ) % {**words, "moment": format_moment(counted_from, now)}
        case Reason.EMERGENCY if facts["waits"]:
            return (
                gettext(
                    "Your package promises %(duration)s for an emergency, counted on its service days (%(days)s); "
                    "we try earlier, without a promise."
                )
                % words
            )
        case Reason.EMERGENCY:
            return gettext("Your package promises %(duration)s for an emergency.") % words
        case Reason.PRESALES:
            return gettext("Advice before buying is answered within %(duration)s.") % words
        case _:
            return gettext(
                "You have no active package, so no time is promised; we answer as soon as we can, "
                "after those who have one."
            )


def duration_in_words(minutes: int) -> str:
    """Return whole hours as hours, and anything else as minutes."""
    if minutes % 60 == 0:
        return ngettext("%(n)s hour", "%(n)s hours", minutes // 60) % {"n": format_number(minutes // 60)}
    return ngettext("%(n)s minute", "%(n)s minutes", minutes) % {"n": format_number(minutes)}


def weekdays_in_words(weekdays: list[int]) -> str:
    """Return days of the week as people say them: all, a range from its first to its last day, or a list."""
    names = [
        gettext("Saturday"),
        gettext("Sunday"),
        gettext("Monday"),
        gettext("Tuesday"),
        gettext("Wednesday"),
        gettext("Thursday"),
        gettext("Friday"),
    ]
    if len(weekdays) == 7:
        return gettext("every day")
    if len(weekdays) > 2 and weekdays[-1] - weekdays[0] == len(weekdays) - 1:
        return gettext("%(first)s to %(last)s") % {"first": names[weekdays[0]], "last": names[weekdays[-1]]}
    return listed(names[weekday] for weekday in weekdays)


def hours_in_words(intervals: Iterable[Interval]) -> str:
    """Return the service time of a week as people say it: its days, and their hours unless all are served all day."""
    days: dict[int, list[Interval]] = defaultdict(list)
    for interval in sorted(intervals, key=Interval.as_list):
        days[interval.weekday].append(interval)
    alike: dict[str, list[int]] = defaultdict(list)
    for weekday, stretches in days.items():
        alike[listed(_stretch_in_words(one) for one in stretches)].append(weekday)
    if all(one.is_whole_day for stretches in days.values() for one in stretches):
        return weekdays_in_words(list(days))
    return gettext("; ").join(
        gettext("%(days)s: %(hours)s") % {"days": weekdays_in_words(weekdays), "hours": hours}
        for hours, weekdays in alike.items()
    )


def format_minute(minute: int) -> str:
    """Return a minute of the day as a clock shows it; the day's end is 24:00."""
    hour, rest = divmod(minute, 60)
    return localise_digits(f"{hour:02}:{rest:02}")


def _stretch_in_words(interval: Interval) -> str:
    return gettext("%(start)s–%(end)s") % {
        "start": format_minute(interval.start_minute),
        "end": format_minute(interval.end_minute),
    }


def _service_time_in_words(facts: dict[str, Any]) -> str:
    """Return in words what a promise has kept of its calendar."""
    if "hours" in facts:
        return hours_in_words(Interval(*one) for one in facts["hours"])
    return weekdays_in_words(facts.get("weekdays", []))
