"""create_service_level …"""

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from poshtyar.sla.limits import MOST_LEVELS
from poshtyar.sla.models import ServiceLevel
from poshtyar.sla.operations import (
    LevelFacts,
    TargetsOutOfRange,
    TooManyLevels,
    create_service_level,
    install_default_levels,
)
from poshtyar.sla.queries import terms_of
from tests.race import race


@pytest.fixture
def facts(db):
    """Half an hour in an emergency, on all days."""
    calendar = install_default_levels()["basic"].calendar
    return LevelFacts("ویژه", "VIP", calendar, general_minutes=240, emergency_minutes=30, rank=4, has_phone=True)


def test_promises_what_was_typed_and_records_it(facts, mina, now):
    level = create_service_level(facts=facts, actor=mina, now=now)

    terms = terms_of(level)
    assert (terms.code, terms.general_minutes, terms.emergency_minutes, terms.rank) == ("vip", 240, 30, 4)
    event = Event.objects.get()
    assert (event.kind, event.data["code"]) == ("sla.service_level_created", "vip")
    assert event.data["changes"]["calendar"] == [None, "seven-days"]


def test_makes_one_level_of_a_form_that_is_sent_twice(facts, mina, now):
    first, second = (create_service_level(facts=facts, actor=mina, now=now) for _ in range(2))

    assert first == second
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_makes_one_level_of_a_form_that_is_sent_four_times_at_once(facts, mina, now):
    assert len(set(race(4, lambda _: create_service_level(facts=facts, actor=mina, now=now).pk))) == 1


def test_refuses_a_promise_that_makes_no_sense(facts, mina, now):
    with pytest.raises(TargetsOutOfRange):
        create_service_level(facts=LevelFacts(**{**vars(facts), "emergency_minutes": 241}), actor=mina, now=now)

    assert ServiceLevel.objects.count() == 3


def test_refuses_more_than_one_may_have(facts, mina, now):
    for n in range(MOST_LEVELS - 3):
        create_service_level(facts=LevelFacts(**{**vars(facts), "name_en": f"VIP {n}"}), actor=mina, now=now)

    with pytest.raises(TooManyLevels):
        create_service_level(facts=facts, actor=mina, now=now)


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(facts, now, who, request):
    with pytest.raises(NotAllowed):
        create_service_level(facts=facts, actor=request.getfixturevalue(who), now=now)

    assert ServiceLevel.objects.count() == 3
