"""start_schedules …"""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from config.schedule import SCHEDULES
from poshtyar.jobs import operations as jobs
from poshtyar.jobs.models import Job, ScheduleRun
from poshtyar.jobs.registry import find_task
from poshtyar.jobs.schedules import Schedule
from tests.factories import minutes
from tests.race import race

pytestmark = pytest.mark.django_db
DAILY = Schedule("daily", "30 3 * * *", "tests.daily")
TEHRAN = ZoneInfo("Asia/Tehran")


def tehran(day, hour, minute=0):
    """Return a moment of Azar 1405 by the agency's clock (28 November 2026 is the 7th)."""
    return datetime(2026, 11, 21 + day, hour, minute, tzinfo=TEHRAN).astimezone(UTC)


def started():
    """Return the periods started, in order."""
    return list(ScheduleRun.objects.order_by("due_at").values_list("due_at", flat=True))


def test_reads_cron_text_in_the_agencys_zone():
    assert DAILY.latest_due_at(tehran(7, 3, 30)) == tehran(7, 3, 30)
    assert DAILY.latest_due_at(tehran(7, 3, 29)) == tehran(6, 3, 30)
    assert DAILY.latest_due_at(tehran(7, 3, 30) + timedelta(microseconds=1)) == tehran(7, 3, 30)


def test_starts_a_period_once():
    for _ in range(2):
        jobs.start_schedules([DAILY], now=tehran(7, 10))

    assert started() == [tehran(7, 3, 30)]
    assert list(Job.objects.values_list("task", flat=True)) == ["tests.daily"]


def test_starts_the_next_period_at_its_moment():
    for now in (tehran(7, 10), tehran(8, 3, 29), tehran(8, 3, 30)):
        jobs.start_schedules([DAILY], now=now)

    assert started() == [tehran(7, 3, 30), tehran(8, 3, 30)]
    assert Job.objects.count() == 2


def test_starts_only_the_latest_missed_period_after_a_downtime():
    jobs.start_schedules([DAILY], now=tehran(2, 10))

    jobs.start_schedules([DAILY], now=tehran(7, 10))

    assert started() == [tehran(2, 3, 30), tehran(7, 3, 30)]


def test_r11_starts_nothing_again_when_the_clock_jumps():
    noon = tehran(3, 12)
    for now in (noon, noon + timedelta(days=1), noon - timedelta(hours=1), noon, noon + timedelta(days=1)):
        jobs.start_schedules([DAILY], now=now)

    assert started() == [tehran(3, 3, 30), tehran(4, 3, 30)]
    assert Job.objects.count() == 2


def test_r11_goes_on_at_home_after_a_clock_that_was_a_day_ahead():
    minutely = Schedule("minutely", "* * * * *", "tests.minutely")
    noon = tehran(3, 12)
    for now in (noon, noon + timedelta(days=1), noon + minutes(1), noon + minutes(2), noon + timedelta(days=1)):
        jobs.start_schedules([DAILY, minutely], now=now)

    assert list(ScheduleRun.objects.order_by("id").values_list("schedule", "due_at")) == [
        ("daily", tehran(3, 3, 30)),
        ("minutely", noon),
        ("daily", tehran(4, 3, 30)),
        ("minutely", noon + timedelta(days=1)),
        ("minutely", noon + minutes(1)),
        ("minutely", noon + minutes(2)),
    ]


def test_r11_keeps_no_job_waiting_for_a_clock_that_was_ahead(register, now):
    tomorrow, done = now + timedelta(days=1), []
    register("tests.note", lambda *, now, word: done.append(word))
    register("tests.fail", lambda *, now: 1 / 0)
    died = jobs.enqueue("tests.note", now=tomorrow, word="died")
    jobs.lease_job(now=tomorrow)
    failed = jobs.enqueue("tests.fail", now=tomorrow)
    jobs.run_due_jobs(now=tomorrow)
    for moment, word in [(now + minutes(5), "soon"), (now, "now"), (tomorrow, "tomorrow")]:
        jobs.enqueue("tests.note", now=now, run_at=moment, word=word)

    jobs.start_schedules([], now=now)
    jobs.run_due_jobs(now=now)

    failed.refresh_from_db()
    died.refresh_from_db()
    assert sorted(done) == ["died", "now", "tomorrow"]
    assert (failed.attempts, died.attempts) == (2, 2)
    jobs.run_due_jobs(now=now + minutes(5))
    assert done[-1] == "soon"


def test_r11_leaves_the_longest_lease_and_the_longest_wait_alone(now):
    jobs.enqueue("tests.note", now=now)
    jobs.lease_job(now=now + jobs.LEASE)  # Of a neighbour whose clock is five minutes ahead.
    longest = jobs.delay_before_next_try(jobs.TRIES - 1, 1.0)
    Job.objects.create(task="tests.fail", attempts=jobs.TRIES - 1, run_at=now + longest)
    before = list(Job.objects.order_by("id").values())

    jobs.start_schedules([], now=now)

    assert list(Job.objects.order_by("id").values()) == before


def test_r11_starts_once_a_day_over_the_leap_days_and_nowruz():
    # 1403 and 1408 are leap years: Esfand has a 30th day before Nowruz.
    for nowruz in (datetime(2025, 3, 21, tzinfo=TEHRAN), datetime(2030, 3, 21, tzinfo=TEHRAN)):
        ScheduleRun.objects.all().delete()
        for hour in range(-72, 72):
            jobs.start_schedules([DAILY], now=(nowruz + timedelta(hours=hour)).astimezone(UTC))

        days = [due.astimezone(TEHRAN).date() for due in started()]
        assert days == [(nowruz + timedelta(days=day)).date() for day in range(-4, 3)]


@pytest.mark.django_db(transaction=True)
def test_r36_several_schedulers_at_once_start_a_period_once(now):
    minutely = Schedule("minutely", "* * * * *", "tests.minutely")

    def schedule():
        for minute in range(5):
            jobs.start_schedules([minutely], now=now + minutes(minute))

    race(4, lambda _: schedule())

    assert started() == [now + minutes(minute) for minute in range(5)]
    assert Job.objects.count() == 5


@pytest.mark.parametrize("schedule", SCHEDULES, ids=lambda schedule: schedule.name)
def test_every_schedule_of_the_project_has_a_task_and_readable_cron_text(schedule, now):
    assert callable(find_task(schedule.task))
    assert now - timedelta(days=32) < schedule.latest_due_at(now) <= now


def test_every_schedule_of_the_project_has_a_name_of_its_own():
    names = [schedule.name for schedule in SCHEDULES]
    assert len(names) == len(set(names))
