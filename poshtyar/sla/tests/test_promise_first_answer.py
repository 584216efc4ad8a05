"""promise_first_answer …, and `explain`, which says it in words."""

import json
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.utils import translation

from poshtyar.sla.calendars import (
    Interval,
    LevelTerms,
    Promise,
    Reason,
    WeeklyCalendar,
    explain,
    hours_in_words,
    promise_first_answer,
    service_hours_now,
    weekdays_in_words,
)

TEHRAN = ZoneInfo("Asia/Tehran")
FIVE_DAYS = WeeklyCalendar(tuple(Interval(day) for day in range(5)), "Asia/Tehran")
SEVEN_DAYS = WeeklyCalendar(tuple(Interval(day) for day in range(7)), "Asia/Tehran")
ESSENTIAL = LevelTerms("essential", FIVE_DAYS, general_minutes=24 * 60, emergency_minutes=6 * 60, rank=1)
BASIC = LevelTerms("basic", SEVEN_DAYS, general_minutes=24 * 60, emergency_minutes=2 * 60, rank=2)
PROFESSIONAL = LevelTerms("professional", SEVEN_DAYS, 8 * 60, 60, rank=3, has_phone=True)

# 2026-11-25 is a Wednesday, 26 Thursday, 27 Friday, 28 Saturday.
WEDNESDAY_20, THURSDAY_10, THURSDAY_23 = (
    datetime(2026, 11, 25, 20, tzinfo=TEHRAN),
    datetime(2026, 11, 26, 10, tzinfo=TEHRAN),
    datetime(2026, 11, 26, 23, tzinfo=TEHRAN),
)
SATURDAY, SUNDAY = datetime(2026, 11, 28, tzinfo=TEHRAN), datetime(2026, 11, 29, tzinfo=TEHRAN)


@pytest.fixture(autouse=True)
def english():
    """Words are compared in English, unless a test asks for Persian."""
    with translation.override("en"):
        yield


def hours(n: int) -> timedelta:
    return timedelta(hours=n)


def promise(opened_at, terms, *, emergency=False, presales=False) -> Promise:
    return promise_first_answer(opened_at=opened_at, terms=terms, emergency=emergency, presales=presales)


def test_b21_counts_essential_from_wednesday_evening_to_saturday_evening():
    made = promise(WEDNESDAY_20, ESSENTIAL)

    assert made.due_at == SATURDAY + hours(20)
    assert made.reason == Reason.WITHIN_HOURS
    assert explain(made, WEDNESDAY_20) == (
        "First answer by Sat 28 Nov, 20:00. "
        "Your package promises 24 hours, counted on its service days (Saturday to Wednesday)."
    )


def test_b21_promises_an_emergency_of_thursday_night_for_saturday_morning():
    made = promise(THURSDAY_23, ESSENTIAL, emergency=True)

    assert made.due_at == SATURDAY + hours(6)
    assert made.reason == Reason.EMERGENCY
    assert explain(made, THURSDAY_23) == (
        "First answer by Sat 28 Nov, 06:00. Your package promises 6 hours for an emergency, "
        "counted on its service days (Saturday to Wednesday); we try earlier, without a promise."
    )


def test_b20_carries_no_promise_for_thursday_and_friday_with_essential():
    made = promise(THURSDAY_10, ESSENTIAL)

    assert made.due_at == SUNDAY
    assert made.reason == Reason.OUTSIDE_HOURS
    assert made.facts == {
        "minutes": 24 * 60,
        "weekdays": [0, 1, 2, 3, 4],
        "counted_from": "2026-11-27T20:30:00+00:00",
    }
    assert explain(made, THURSDAY_10) == (
        "First answer by Sun 29 Nov, 00:00. This is outside the service days of your package (Saturday to Wednesday), "
        "so its 24 hours are counted from Sat 28 Nov, 00:00."
    )


@pytest.mark.parametrize("terms", [BASIC, PROFESSIONAL])
def test_b20_answers_basic_and_professional_on_thursday_too(terms):
    made = promise(THURSDAY_10, terms)

    assert made.due_at == THURSDAY_10 + timedelta(minutes=terms.general_minutes)
    assert made.reason == Reason.WITHIN_HOURS


@pytest.mark.parametrize(("terms", "due_after"), [(ESSENTIAL, 6), (BASIC, 2), (PROFESSIONAL, 1)])
def test_b21_promises_an_emergency_sooner_by_the_package(terms, due_after):
    made = promise(SATURDAY, terms, emergency=True)

    assert made.due_at == SATURDAY + hours(due_after)
    assert made.facts["waits"] is False
    assert "without a promise" not in explain(made, SATURDAY)


def test_b21_says_that_we_try_earlier_when_the_emergency_only_ends_outside():
    made = promise(WEDNESDAY_20, ESSENTIAL, emergency=True)

    assert made.due_at == SATURDAY + hours(2)
    assert "we try earlier, without a promise" in explain(made, WEDNESDAY_20)


def test_promises_nothing_without_a_package():
    made = promise(THURSDAY_10, None, emergency=True)

    assert made == Promise(None, Reason.NO_PACKAGE)
    assert explain(made) == (
        "You have no active package, so no time is promised; we answer as soon as we can, after those who have one."
    )


@pytest.mark.parametrize("terms", [None, ESSENTIAL])
def test_b5_answers_advice_before_buying_within_plain_hours(terms):
    made = promise(THURSDAY_10, terms, presales=True)

    assert made.due_at == THURSDAY_10 + hours(24)
    assert explain(made, THURSDAY_10) == (
        "First answer by tomorrow 10:00. Advice before buying is answered within 24 hours."
    )


@pytest.mark.parametrize(
    "made",
    [
        promise(WEDNESDAY_20, ESSENTIAL),
        promise(THURSDAY_10, ESSENTIAL),
        promise(THURSDAY_23, ESSENTIAL, emergency=True),
        promise(THURSDAY_10, None),
        promise(THURSDAY_10, None, presales=True),
    ],
    ids=lambda made: made.reason,
)
def test_b22_is_the_same_after_it_was_stored(made):
    stored = Promise.from_dict(json.loads(json.dumps(made.as_dict())))

    assert stored == made
    for language in ["fa", "en"]:
        with translation.override(language):
            assert explain(stored, WEDNESDAY_20) == explain(made, WEDNESDAY_20)


def test_b22_speaks_persian_with_the_jalali_calendar():
    with translation.override("fa"):
        words = explain(promise(THURSDAY_23, ESSENTIAL, emergency=True), THURSDAY_23)

    assert words == (
        "اولین پاسخ رو تا شنبه ۷ آذر، ساعت ۶:۰۰ می‌گیرید. بستهٔ شما برای کار فوری قول پاسخ تا ۶ ساعت داره که در "
        "روزهای خدمتش (شنبه تا چهارشنبه) حساب می‌شه؛ سعی می‌کنیم زودتر جواب بدیم، ولی قولی نمی‌دیم."
    )


def test_service_hours_say_until_when_a_level_is_served():
    hours_now = service_hours_now(ESSENTIAL, WEDNESDAY_20)

    assert hours_now.is_open
    assert hours_now.closes_at == datetime(2026, 11, 26, tzinfo=TEHRAN)
    assert hours_now.general == promise(WEDNESDAY_20, ESSENTIAL)
    assert hours_now.emergency == promise(WEDNESDAY_20, ESSENTIAL, emergency=True)


def test_service_hours_say_from_when_a_closed_level_is_served():
    hours_now = service_hours_now(ESSENTIAL, THURSDAY_10)

    assert not hours_now.is_open
    assert hours_now.opens_at == SATURDAY
    assert hours_now.closes_at is None


def test_service_hours_of_all_days_never_close():
    hours_now = service_hours_now(PROFESSIONAL, THURSDAY_23)

    assert hours_now.is_open
    assert hours_now.closes_at is None


@pytest.mark.parametrize(
    ("weekdays", "words"),
    [
        ([0, 1, 2, 3, 4, 5, 6], "every day"),
        ([0, 1, 2, 3, 4, 5], "Saturday to Thursday"),
        ([0, 1], "Saturday, Sunday"),
        ([0, 2, 4], "Saturday, Monday, Wednesday"),
        ([6], "Friday"),
    ],
)
def test_weekdays_are_said_as_people_say_them(weekdays, words):
    assert weekdays_in_words(weekdays) == words


NINE_TO_FIVE = tuple(Interval(day, 9 * 60, 17 * 60) for day in range(5))


@pytest.mark.parametrize(
    ("hours", "words"),
    [
        ([Interval(day) for day in range(7)], "every day"),
        ([Interval(day) for day in range(5)], "Saturday to Wednesday"),
        (NINE_TO_FIVE, "Saturday to Wednesday: 09:00–17:00"),
        (
            [*NINE_TO_FIVE, Interval(5, 9 * 60, 12 * 60), Interval(5, 13 * 60 + 30)],
            "Saturday to Wednesday: 09:00–17:00; Thursday: 09:00–12:00, 13:30–24:00",
        ),
        ([Interval(0), Interval(6, 0, 30)], "Saturday: 00:00–24:00; Friday: 00:00–00:30"),
        ([], ""),
    ],
)
def test_hours_are_said_as_people_say_them(hours, words):
    assert hours_in_words(hours) == words


def test_b22_says_the_hours_where_days_have_any():
    terms = LevelTerms("office", WeeklyCalendar(NINE_TO_FIVE, "Asia/Tehran"), 24 * 60, 6 * 60)
    # Saturday 2026-11-28, 18:00 in Tehran: after the hours of a service day.
    evening = datetime(2026, 11, 28, 14, 30, tzinfo=UTC)

    promise = promise_first_answer(opened_at=evening, terms=terms, emergency=False)

    kept = Promise.from_dict(json.loads(json.dumps(promise.as_dict())))
    assert kept == promise
    assert explain(kept, evening) == (
        "First answer by Tue 1 Dec, 17:00. This is outside the service hours of your package "
        "(Saturday to Wednesday: 09:00–17:00), so its 24 hours are counted from tomorrow 09:00."
    )
