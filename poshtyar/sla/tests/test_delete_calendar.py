"""delete_calendar …"""

import pytest

from poshtyar.common.editing import ChangedMeanwhile
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.events.models import Event
from poshtyar.sla.models import Calendar, CalendarInterval, ServiceLevel
from poshtyar.sla.operations import (
    CalendarFacts,
    CalendarInUse,
    LevelFacts,
    create_calendar,
    create_service_level,
    delete_calendar,
    install_default_levels,
)
from tests.race import race


@pytest.fixture
def unused(office_hours, mina, now):
    """Office hours, which no level has."""
    facts = CalendarFacts("ساعت اداری", "Office hours", office_hours)
    return create_calendar(facts=facts, actor=mina, now=now)


def test_deletes_what_no_level_has_and_records_what_it_was(unused, mina, now):
    delete_calendar(calendar=unused, version=1, actor=mina, now=now)

    assert (Calendar.objects.count(), CalendarInterval.objects.count()) == (0, 0)
    data = Event.objects.get(kind="sla.calendar_deleted").data
    assert (data["code"], data["changes"]["name_en"]) == ("office-hours", ["Office hours", None])
    assert data["changes"]["hours"] == [[[day, 540, 1020] for day in range(5)], None]


def test_refuses_one_that_a_level_has(db, mina, now):
    calendar = install_default_levels()["essential"].calendar

    with pytest.raises(CalendarInUse):
        delete_calendar(calendar=calendar, version=1, actor=mina, now=now)

    assert calendar.intervals.count() == 5


def test_refuses_when_it_was_changed_meanwhile(unused, mina, now):
    Calendar.objects.filter(pk=unused.pk).update(version=2)

    with pytest.raises(ChangedMeanwhile):
        delete_calendar(calendar=unused, version=1, actor=mina, now=now)


@pytest.mark.django_db(transaction=True)
def test_of_a_calendar_that_a_level_is_given_at_once_leaves_both_or_refuses_the_level(unused, mina, now):
    def delete():
        delete_calendar(calendar=unused, version=1, actor=mina, now=now)

    def give():
        facts = LevelFacts("ویژه", "VIP", unused, general_minutes=240, emergency_minutes=30)
        create_service_level(facts=facts, actor=mina, now=now)

    def work(n):
        try:
            [delete, give][n]()
        except DomainError as refusal:
            return refusal.code
        return "done"

    assert race(2, work) in (["done", "targets_out_of_range"], ["calendar_in_use", "done"])
    assert Calendar.objects.count() == ServiceLevel.objects.count()


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(unused, now, who, request):
    with pytest.raises(NotAllowed):
        delete_calendar(calendar=unused, version=1, actor=request.getfixturevalue(who), now=now)

    assert Calendar.objects.count() == 1
