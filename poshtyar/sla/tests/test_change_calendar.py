"""change_calendar …"""

from datetime import UTC, datetime

import pytest

from poshtyar.common.editing import ChangedMeanwhile
from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from poshtyar.sla.calendars import Interval, promise_first_answer
from poshtyar.sla.models import Calendar
from poshtyar.sla.operations import CalendarFacts, HoursOutOfRange, change_calendar, install_default_levels
from poshtyar.sla.queries import hours_of, terms_of
from tests.race import race


@pytest.fixture
def essential(db):
    """Essential: Saturday to Wednesday, all day."""
    return install_default_levels()["essential"]


@pytest.fixture
def calendar(essential):
    """Saturday to Wednesday."""
    return essential.calendar


@pytest.fixture
def change(calendar, mina, now):
    """Change the calendar as the manager."""

    def change(version=1, actor=mina, **changes):
        said = {"name_fa": calendar.name_fa, "name_en": calendar.name_en, "hours": hours_of(calendar)}
        facts = CalendarFacts(**said | changes)
        return change_calendar(calendar=calendar, facts=facts, version=version, actor=actor, now=now)

    return change


def test_keeps_what_was_typed_and_records_before_and_after(change, calendar, office_hours):
    change(name_en="Office hours", hours=office_hours)

    calendar.refresh_from_db()
    assert (calendar.name_en, calendar.version, hours_of(calendar)) == ("Office hours", 2, office_hours)
    event = Event.objects.get()
    assert (event.kind, event.data["code"]) == ("sla.calendar_changed", "five-days")
    assert event.data["changes"] == {
        "name_en": ["Saturday to Wednesday", "Office hours"],
        "hours": [[[day, 0, 1440] for day in range(5)], [[day, 540, 1020] for day in range(5)]],
    }


def test_touches_what_is_asked_from_now_on(change, essential, office_hours):
    # Saturday 2026-11-28, 16:00 in Tehran.
    opened_at = datetime(2026, 11, 28, 12, 30, tzinfo=UTC)

    change(hours=office_hours)

    promise = promise_first_answer(opened_at=opened_at, terms=terms_of(essential), emergency=True)
    # An hour is left of Saturday; the other five of the six are counted on Sunday, from 9:00 to 14:00.
    assert promise.due_at == datetime(2026, 11, 29, 10, 30, tzinfo=UTC)


def test_renames_without_touching_the_hours(change, calendar):
    change(name_fa="پنج روز")

    assert Event.objects.get().data["changes"] == {"name_fa": ["شنبه تا چهارشنبه", "پنج روز"]}
    assert hours_of(calendar) == tuple(Interval(day) for day in range(5))


def test_says_nothing_new_when_the_form_is_sent_twice(change, calendar, office_hours):
    change(hours=office_hours)
    change(hours=office_hours)

    calendar.refresh_from_db()
    assert (calendar.version, Event.objects.count()) == (2, 1)


def test_refuses_to_overwrite_what_another_manager_changed(change, calendar, office_hours):
    change(hours=office_hours)

    with pytest.raises(ChangedMeanwhile):
        change(hours=(Interval(6),))

    assert hours_of(calendar) == office_hours


@pytest.mark.django_db(transaction=True)
def test_lets_one_of_two_managers_win_when_they_save_at_once(change, calendar):
    def save(n):
        try:
            change(hours=(Interval(n),))
        except ChangedMeanwhile:
            return "refused"
        return "saved"

    assert sorted(race(2, save)) == ["refused", "saved"]
    assert len(hours_of(calendar)) == 1


def test_refuses_a_week_without_service_time(change, calendar):
    with pytest.raises(HoursOutOfRange):
        change(hours=())

    assert len(hours_of(calendar)) == 5


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(change, who, request):
    with pytest.raises(NotAllowed):
        change(name_en="Mine", actor=request.getfixturevalue(who))

    assert (Event.objects.count(), Calendar.objects.filter(name_en="Mine").count()) == (0, 0)
