"""promise_now …, and the terms and defaults that it reads."""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from poshtyar.sla.calendars import Interval, LevelTerms, Promise, Reason, WeeklyCalendar
from poshtyar.sla.models import CalendarInterval, ServiceLevel
from poshtyar.sla.operations import install_default_levels
from poshtyar.sla.queries import promise_now, terms_of

pytestmark = pytest.mark.django_db


@dataclass(frozen=True)
class Rights:
    """What an organization owns, as far as promises care."""

    service_level: ServiceLevel | None


def test_reads_the_terms_in_one_query(django_assert_num_queries):
    level = install_default_levels()["professional"]

    with django_assert_num_queries(1):
        terms = terms_of(level)

    assert terms == LevelTerms(
        code="professional",
        calendar=WeeklyCalendar(tuple(Interval(day) for day in range(7)), "Asia/Tehran"),
        general_minutes=8 * 60,
        emergency_minutes=60,
        rank=3,
        has_phone=True,
    )


def test_promises_by_the_level_in_force(now):
    level = install_default_levels()["basic"]

    made = promise_now(rights=Rights(level), emergency=True, now=now)

    assert made.due_at == now + timedelta(hours=2)


def test_promises_nothing_without_a_package(now):
    assert promise_now(rights=Rights(None), emergency=False, now=now) == Promise(None, Reason.NO_PACKAGE)


def test_b5_promises_advice_without_a_package(now):
    made = promise_now(rights=Rights(None), emergency=False, presales=True, now=now)

    assert made.due_at == now + timedelta(hours=24)


def test_default_levels_are_those_of_the_business():
    levels = install_default_levels()

    facts = {
        code: (terms.general_minutes, terms.emergency_minutes, terms.calendar.weekdays, terms.has_phone)
        for code, terms in ((code, terms_of(level)) for code, level in levels.items())
    }
    assert facts == {
        "essential": (24 * 60, 6 * 60, [0, 1, 2, 3, 4], False),
        "basic": (24 * 60, 2 * 60, [0, 1, 2, 3, 4, 5, 6], False),
        "professional": (8 * 60, 60, [0, 1, 2, 3, 4, 5, 6], True),
    }


def test_b24_ranks_professional_over_basic_over_essential():
    levels = install_default_levels()

    assert levels["professional"].rank > levels["basic"].rank > levels["essential"].rank


def test_default_levels_keep_edits_when_installed_again():
    install_default_levels()
    ServiceLevel.objects.filter(code="basic").update(general_minutes=180)
    CalendarInterval.objects.filter(calendar__code="five-days", weekday=4).delete()

    levels = install_default_levels()

    assert levels["basic"].general_minutes == 180
    assert terms_of(levels["essential"]).calendar.weekdays == [0, 1, 2, 3]
