"""add_service_minutes …, against an oracle that counts minutes one by one."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from poshtyar.sla.calendars import Interval, WeeklyCalendar, add_service_minutes

TEHRAN = ZoneInfo("Asia/Tehran")
FIVE_DAYS = WeeklyCalendar(tuple(Interval(day) for day in range(5)), "Asia/Tehran")
SEVEN_DAYS = WeeklyCalendar(tuple(Interval(day) for day in range(7)), "Asia/Tehran")
# Two stretches a day, with a pause at noon.
OFFICE = WeeklyCalendar(
    tuple(Interval(day, start, end) for day in range(5) for start, end in [(9 * 60, 13 * 60), (14 * 60, 18 * 60)]),
    "Asia/Tehran",
)

MINUTE = timedelta(minutes=1)


def tehran(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """Return a local moment; 2026-11-28 is a Saturday."""
    return datetime(2026, 11, day, hour, minute, tzinfo=TEHRAN)


def count_one_by_one(moment: datetime, minutes: int, calendar: WeeklyCalendar) -> datetime:
    """Return the same answer as the function, by looking at every single minute."""
    cursor, zone = moment.astimezone(UTC), ZoneInfo(calendar.zone)
    while minutes:
        local = cursor.astimezone(zone)
        weekday = ["Sat", "Sun", "Mon", "Tue", "Wed", "Thu", "Fri"].index(local.strftime("%a"))
        minute = local.hour * 60 + local.minute
        minutes -= any(
            one.weekday == weekday and one.start_minute <= minute < one.end_minute for one in calendar.intervals
        )
        cursor += MINUTE
    return cursor


@st.composite
def calendars(draw, zone: str = "Asia/Tehran") -> WeeklyCalendar:
    """Make weeks with a few intervals on any day; they may overlap or touch."""
    starts, lengths = st.integers(0, 1380), st.integers(60, 1440)
    stretches = draw(st.lists(st.tuples(st.integers(0, 6), starts, lengths), min_size=1, max_size=8))
    return WeeklyCalendar(
        tuple(Interval(day, start, min(start + length, 1440)) for day, start, length in stretches), zone
    )


whole_minutes = st.integers(0, 14 * 24 * 60).map(lambda n: datetime(2026, 11, 20, 20, 30, tzinfo=UTC) + n * MINUTE)


@settings(max_examples=60, deadline=None)
@given(moment=whole_minutes, minutes=st.integers(1, 200), calendar=calendars())
def test_agrees_with_counting_one_by_one(moment, minutes, calendar):
    assert add_service_minutes(moment, minutes, calendar) == count_one_by_one(moment, minutes, calendar)


# Tehran gave up summer time in 2022; the agency's zone is a setting and may still have it.
berlin_changes = st.sampled_from([datetime(2026, 3, 28, tzinfo=UTC), datetime(2026, 10, 24, tzinfo=UTC)])


@settings(max_examples=40, deadline=None)
@given(
    change=berlin_changes,
    after=st.integers(0, 3 * 24 * 60),
    minutes=st.integers(1, 1500),
    weekdays=st.sets(st.integers(0, 6), min_size=1),
)
def test_agrees_with_counting_where_the_clock_changes(change, after, minutes, weekdays):
    calendar = WeeklyCalendar(tuple(Interval(day) for day in weekdays), "Europe/Berlin")
    moment = change + after * MINUTE

    assert add_service_minutes(moment, minutes, calendar) == count_one_by_one(moment, minutes, calendar)


@settings(max_examples=60, deadline=None)
@given(moment=whole_minutes, first=st.integers(0, 600), second=st.integers(0, 600), calendar=calendars())
def test_adds_up_in_two_steps_as_in_one(moment, first, second, calendar):
    in_two_steps = add_service_minutes(add_service_minutes(moment, first, calendar), second, calendar)

    assert in_two_steps == add_service_minutes(moment, first + second, calendar)


def test_keeps_the_moment_when_there_is_nothing_to_add():
    assert add_service_minutes(tehran(26, 12), 0, FIVE_DAYS) == tehran(26, 12)


def test_keeps_seconds():
    moment = tehran(28, 10) + timedelta(seconds=42)

    assert add_service_minutes(moment, 30, FIVE_DAYS) == tehran(28, 10, 30) + timedelta(seconds=42)


def test_steps_over_the_pause_at_noon():
    assert add_service_minutes(tehran(28, 12), 90, OFFICE) == tehran(28, 14, 30)


def test_ends_with_the_interval_when_it_is_used_up_exactly():
    assert add_service_minutes(tehran(28, 12), 60, OFFICE) == tehran(28, 13)


def test_starts_a_persian_week_on_saturday():
    only_saturday = WeeklyCalendar((Interval(0),), "Asia/Tehran")

    assert only_saturday.next_opening(tehran(27, 12)) == tehran(28)


def test_refuses_a_calendar_that_never_opens():
    with pytest.raises(ValueError, match="never opens"):
        add_service_minutes(tehran(28), 1, WeeklyCalendar((), "Asia/Tehran"))


@pytest.mark.parametrize(
    ("calendar", "moment", "is_open", "closes_at"),
    [
        (FIVE_DAYS, tehran(25, 20), True, tehran(26)),
        (FIVE_DAYS, tehran(26), False, None),
        (FIVE_DAYS, tehran(28), True, tehran(28) + timedelta(days=5)),
        (OFFICE, tehran(28, 9), True, tehran(28, 13)),
        (OFFICE, tehran(28, 13), False, None),
        (SEVEN_DAYS, tehran(27, 3), True, None),
    ],
)
def test_knows_whether_it_is_open_and_until_when(calendar, moment, is_open, closes_at):
    assert calendar.is_open(moment) is is_open
    if is_open:
        assert calendar.next_closing(moment) == closes_at
