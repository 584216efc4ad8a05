"""jalali …"""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.utils import timezone, translation

from poshtyar.common.jalali import (
    end_of_day,
    format_ago,
    format_date,
    format_end,
    format_in_other_calendar,
    format_moment,
    format_on_paper,
    last_day_before,
    local_date,
    parse_date,
    start_of_day,
)

# Saturday 1405-09-07, 10:00 in Tehran.
NOW = datetime(2026, 11, 28, 6, 30, tzinfo=UTC)


@pytest.mark.parametrize(
    ("moment", "persian", "english"),
    [
        (datetime(2026, 11, 28, 13, 0, tzinfo=UTC), "امروز ۱۶:۳۰", "today 16:30"),
        (datetime(2026, 11, 27, 5, 45, tzinfo=UTC), "دیروز ۹:۱۵", "yesterday 09:15"),
        (datetime(2026, 11, 29, 14, 30, tzinfo=UTC), "فردا ۱۸:۰۰", "tomorrow 18:00"),
        (datetime(2026, 12, 4, 6, 0, tzinfo=UTC), "جمعه ۱۳ آذر، ساعت ۹:۳۰", "Fri 4 Dec, 09:30"),
        # 20:30 UTC is midnight in Tehran: already the next day.
        (datetime(2026, 11, 28, 20, 30, tzinfo=UTC), "فردا ۰:۰۰", "tomorrow 00:00"),
        (datetime(2026, 11, 28, 20, 29, tzinfo=UTC), "امروز ۲۳:۵۹", "today 23:59"),
        (datetime(2027, 3, 21, 8, 30, tzinfo=UTC), "یکشنبه ۱ فروردین ۱۴۰۶، ساعت ۱۲:۰۰", "Sun 21 Mar 2027, 12:00"),
    ],
)
def test_format_moment_says_near_days_in_words_and_the_year_when_it_differs(moment, persian, english):
    assert format_moment(moment, NOW, "fa") == persian
    assert format_moment(moment, NOW, "en") == english


def test_format_moment_says_the_day_where_it_may_be_read_on_another():
    today = timezone.now().replace(hour=6, minute=30)

    assert "today" not in format_moment(today, language="en")
    assert format_moment(today, language="en").endswith(", 10:00")


@pytest.mark.parametrize(
    ("end", "persian", "english"),
    [
        (datetime(2026, 11, 28, 20, 30, tzinfo=UTC), "پایان امروز", "the end of today"),
        (datetime(2026, 11, 29, 20, 30, tzinfo=UTC), "پایان فردا", "the end of tomorrow"),
        (datetime(2026, 12, 2, 20, 30, tzinfo=UTC), "پایان چهارشنبه ۱۱ آذر", "the end of Wed 2 Dec"),
        (datetime(2027, 3, 21, 20, 30, tzinfo=UTC), "پایان یکشنبه ۱ فروردین ۱۴۰۶", "the end of Sun 21 Mar 2027"),
        (datetime(2026, 11, 28, 14, 30, tzinfo=UTC), "امروز ۱۸:۰۰", "today 18:00"),
        (datetime(2026, 12, 2, 14, 30, tzinfo=UTC), "چهارشنبه ۱۱ آذر، ساعت ۱۸:۰۰", "Wed 2 Dec, 18:00"),
    ],
)
def test_format_end_says_the_last_day_of_what_ends_at_midnight(end, persian, english):
    assert format_end(end, NOW, "fa") == persian
    assert format_end(end, NOW, "en") == english


@pytest.mark.parametrize(
    ("day", "persian", "english"),
    [
        (date(2026, 11, 27), "۶ آذر ۱۴۰۵", "27 Nov 2026"),
        (date(2025, 3, 20), "۳۰ اسفند ۱۴۰۳", "20 Mar 2025"),
        (date(2026, 3, 21), "۱ فروردین ۱۴۰۵", "21 Mar 2026"),
        (datetime(2026, 11, 27, 20, 30, tzinfo=UTC), "۷ آذر ۱۴۰۵", "28 Nov 2026"),
    ],
)
def test_format_date_uses_the_calendar_of_the_language(day, persian, english):
    assert format_date(day, "fa") == persian
    assert format_date(day, "en") == english


def test_format_on_paper_says_the_year_and_the_time():
    assert format_on_paper(NOW) == "۷ آذر ۱۴۰۵، ۱۰:۰۰"
    with translation.override("en"):
        assert format_on_paper(NOW) == "28 Nov 2026, 10:00"


def test_format_in_other_calendar_shows_the_one_the_page_does_not_use():
    assert format_in_other_calendar(NOW, "fa") == "Sat 28 Nov 2026, 10:00"
    assert format_in_other_calendar(NOW, "en") == "7 Azar 1405, 10:00"
    assert format_in_other_calendar(date(2026, 11, 28), "en") == "7 Azar 1405"


@pytest.mark.parametrize(
    ("distance", "persian", "english"),
    [
        (timedelta(seconds=-59), "همین الان", "just now"),
        (timedelta(seconds=30), "همین الان", "just now"),
        (timedelta(minutes=-1), "۱ دقیقه پیش", "1 min ago"),
        (timedelta(hours=-3, minutes=-50), "۳ ساعت پیش", "3 h ago"),
        (timedelta(days=-1), "۱ روز پیش", "1 day ago"),
        (timedelta(days=5), "۵ روز دیگه", "in 5 days"),
        (timedelta(hours=2), "۲ ساعت دیگه", "in 2 h"),
    ],
)
def test_format_ago_says_the_largest_whole_unit(distance, persian, english):
    assert format_ago(NOW + distance, NOW, "fa") == persian
    assert format_ago(NOW + distance, NOW, "en") == english


def test_last_day_before_is_the_whole_day_that_ends_with_an_exclusive_end():
    midnight = datetime(2026, 11, 27, 20, 30, tzinfo=UTC)

    assert last_day_before(midnight) == date(2026, 11, 27)
    assert last_day_before(midnight + timedelta(microseconds=1)) == date(2026, 11, 28)


@pytest.mark.parametrize(
    "typed", ["۱۴۰۵/۹/۶", "1405/09/06", " ۱۴۰۵-۰۹-۰۶ ", "١٤٠٥/٩/٦", "1405.9.6", "2026-11-27", "2026/11/27"]
)
def test_parse_date_reads_both_calendars(typed):
    assert parse_date(typed) == date(2026, 11, 27)


@pytest.mark.parametrize(
    "typed", ["", "۶ آذر", "1405/13/1", "1405/12/30/1", "1405/9-6", "1404/12/30", "2026-02-30", "05/9/6"]
)
def test_parse_date_refuses_days_that_are_not(typed):
    with pytest.raises(ValueError):
        parse_date(typed)


def test_a_day_starts_at_the_agencys_midnight():
    assert start_of_day(date(2026, 11, 28)) == datetime(2026, 11, 27, 20, 30, tzinfo=UTC)
    assert local_date(start_of_day(date(2026, 11, 28))) == date(2026, 11, 28)


def test_end_of_day_is_the_moment_after_the_day_that_people_are_told():
    assert end_of_day(date(2026, 11, 28)) == start_of_day(date(2026, 11, 29))
    assert last_day_before(end_of_day(date(2026, 11, 28))) == date(2026, 11, 28)
