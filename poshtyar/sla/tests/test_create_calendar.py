"""create_calendar …"""

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from poshtyar.sla.calendars import Interval
from poshtyar.sla.limits import MOST_CALENDARS
from poshtyar.sla.models import Calendar
from poshtyar.sla.operations import CalendarFacts, HoursOutOfRange, TooManyCalendars, create_calendar
from poshtyar.sla.queries import hours_of
from tests.race import race


@pytest.fixture
def facts(db, office_hours):
    """Office hours."""
    return CalendarFacts("ساعت اداری", "Office hours", office_hours)


def test_keeps_what_was_typed_and_records_it(facts, office_hours, mina, now):
    calendar = create_calendar(facts=facts, actor=mina, now=now)

    assert (calendar.code, calendar.name_fa, hours_of(calendar)) == ("office-hours", "ساعت اداری", office_hours)
    event = Event.objects.get()
    assert (event.kind, event.data["code"]) == ("sla.calendar_created", "office-hours")
    assert event.data["changes"]["hours"] == [None, [[day, 540, 1020] for day in range(5)]]


def test_makes_one_calendar_of_a_form_that_is_sent_twice(facts, mina, now):
    first, second = (create_calendar(facts=facts, actor=mina, now=now) for _ in range(2))

    assert first == second
    assert Event.objects.count() == 1


def test_makes_another_of_the_same_name_with_other_hours(facts, mina, now):
    first = create_calendar(facts=facts, actor=mina, now=now)

    other = create_calendar(facts=CalendarFacts(facts.name_fa, facts.name_en, (Interval(0),)), actor=mina, now=now)

    assert (first.code, other.code) == ("office-hours", "office-hours-2")


@pytest.mark.django_db(transaction=True)
def test_makes_one_calendar_of_a_form_that_is_sent_four_times_at_once(office_hours, mina, now):
    # One stands already, so that there is a row to wait for.
    create_calendar(facts=CalendarFacts("هر روز", "Every day", (Interval(0),)), actor=mina, now=now)
    facts = CalendarFacts("ساعت اداری", "Office hours", office_hours)

    assert len(set(race(4, lambda _: create_calendar(facts=facts, actor=mina, now=now).pk))) == 1
    assert Calendar.objects.count() == 2


@pytest.mark.parametrize(
    "hours",
    [
        (),
        (Interval(0, 540, 599),),
        (Interval(0, 540, 540),),
        (Interval(0, 600, 540),),
        (Interval(0, -1, 540),),
        (Interval(0, 0, 1441),),
        (Interval(7),),
        (Interval(-1),),
        (Interval(0, 0, 600), Interval(0, 599, 900)),
        (Interval(0, 600, 900), Interval(0, 0, 500)),
        tuple(Interval(0, n * 60, n * 60 + 30) for n in range(7)),
    ],
)
def test_refuses_hours_that_no_week_has(hours, mina, now, db):
    with pytest.raises(HoursOutOfRange):
        create_calendar(facts=CalendarFacts("نام", "Name", hours), actor=mina, now=now)

    assert (Calendar.objects.count(), Event.objects.count()) == (0, 0)


@pytest.mark.parametrize(
    "hours",
    [
        (Interval(6, 540, 600),),
        (Interval(0, 0, 600), Interval(0, 600, 1440)),
        tuple(Interval(0, n * 60, n * 60 + 30) for n in range(6)),
    ],
)
def test_takes_the_least_hours_those_that_touch_and_as_many_as_a_day_may_have(hours, mina, now, db):
    calendar = create_calendar(facts=CalendarFacts("نام", "Name", hours), actor=mina, now=now)

    assert hours_of(calendar) == hours


def test_refuses_more_than_one_may_have(facts, mina, now):
    for n in range(MOST_CALENDARS):
        create_calendar(facts=CalendarFacts("نام", f"Name {n}", facts.hours), actor=mina, now=now)

    with pytest.raises(TooManyCalendars):
        create_calendar(facts=facts, actor=mina, now=now)


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(facts, now, who, request):
    with pytest.raises(NotAllowed):
        create_calendar(facts=facts, actor=request.getfixturevalue(who), now=now)

    assert Calendar.objects.count() == 0
