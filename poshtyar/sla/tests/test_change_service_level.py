"""change_service_level …"""

import pytest

from poshtyar.common.editing import ChangedMeanwhile
from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from poshtyar.sla.models import Calendar
from poshtyar.sla.operations import LevelFacts, TargetsOutOfRange, change_service_level, install_default_levels
from tests.race import race


@pytest.fixture
def basic(db):
    """Basic: 24 hours, 2 in an emergency, on all days."""
    return install_default_levels()["basic"]


@pytest.fixture
def change(basic, mina, now):
    """Change the level as the manager."""

    def change(version=1, actor=mina, **changes):
        said = {name: getattr(basic, name) for name in LevelFacts.__dataclass_fields__}
        return change_service_level(
            level=basic, facts=LevelFacts(**said | changes), version=version, actor=actor, now=now
        )

    return change


def test_keeps_what_was_typed_and_records_before_and_after(change, basic):
    five_days = Calendar.objects.get(code="five-days")

    change(general_minutes=720, calendar=five_days, rank=5, has_phone=True)

    basic.refresh_from_db()
    assert (basic.general_minutes, basic.calendar, basic.rank, basic.has_phone, basic.version) == (
        720,
        five_days,
        5,
        True,
        2,
    )
    event = Event.objects.get()
    assert (event.kind, event.data["code"]) == ("sla.service_level_changed", "basic")
    assert event.data["changes"] == {
        "calendar": ["seven-days", "five-days"],
        "general_minutes": [1440, 720],
        "rank": [2, 5],
        "has_phone": [False, True],
    }


def test_says_nothing_new_when_the_form_is_sent_twice(change, basic):
    change(general_minutes=720)
    change(general_minutes=720)

    basic.refresh_from_db()
    assert (basic.version, Event.objects.count()) == (2, 1)


def test_refuses_to_overwrite_what_another_manager_changed(change, basic):
    change(general_minutes=720)

    with pytest.raises(ChangedMeanwhile):
        change(general_minutes=600)

    basic.refresh_from_db()
    assert basic.general_minutes == 720


@pytest.mark.django_db(transaction=True)
def test_lets_one_of_two_managers_win_when_they_save_at_once(change, basic):
    def save(n):
        try:
            change(general_minutes=600 + n)
        except ChangedMeanwhile:
            return "refused"
        return "saved"

    assert sorted(race(2, save)) == ["refused", "saved"]


@pytest.mark.django_db(transaction=True)
def test_lets_one_of_two_managers_win_when_both_give_it_other_service_days_at_once(change, basic):
    calendars = [Calendar.objects.get(code="five-days"), Calendar.objects.create(code="six", name_fa="شش", name_en="6")]
    calendars[1].intervals.create(weekday=0, start_minute=0, end_minute=1440)

    def save(n):
        try:
            change(calendar=calendars[n])
        except ChangedMeanwhile:
            return "refused"
        return "saved"

    assert sorted(race(2, save)) == ["refused", "saved"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"emergency_minutes": 0},
        {"emergency_minutes": -1},
        {"emergency_minutes": 1441},
        {"general_minutes": 119},
        {"general_minutes": 30 * 24 * 60 + 1},
        {"general_minutes": 2**63},
        {"rank": -1},
        {"rank": 101},
    ],
)
def test_refuses_a_promise_that_makes_no_sense(change, wrong):
    with pytest.raises(TargetsOutOfRange):
        change(**wrong)

    assert Event.objects.count() == 0


def test_refuses_a_calendar_that_never_opens(change):
    never = Calendar.objects.create(code="never", name_fa="هیچ‌وقت", name_en="Never")

    with pytest.raises(TargetsOutOfRange):
        change(calendar=never)


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(change, who, request):
    with pytest.raises(NotAllowed):
        change(rank=9, actor=request.getfixturevalue(who))

    assert Event.objects.count() == 0
