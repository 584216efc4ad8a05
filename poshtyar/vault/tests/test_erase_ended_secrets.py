"""erase_ended_secrets …"""

from datetime import timedelta

from config.schedule import SCHEDULES
from poshtyar.jobs.models import Job
from poshtyar.jobs.registry import find_task
from poshtyar.vault import tasks
from poshtyar.vault.operations import erase_ended_secrets, keep_secret, reveal_secret
from tests.factories import minutes

WEEK = timedelta(days=7)


def test_r86_leaves_nothing_after_a_week(secret, now):
    assert erase_ended_secrets(now=now + WEEK - minutes(1)) == 0
    secret.refresh_from_db()
    assert secret.sealed

    assert erase_ended_secrets(now=now + WEEK) == 1
    secret.refresh_from_db()
    assert (secret.sealed, secret.erased_at) == ("", now + WEEK)


def test_r86_leaves_nothing_some_minutes_after_it_was_shown(secret, agnes, now):
    reveal_secret(secret=secret, actor=agnes, now=now)

    assert erase_ended_secrets(now=now + minutes(15)) == 1
    secret.refresh_from_db()
    assert (secret.sealed, secret.shown_to) == ("", agnes)


def test_twice_erases_once(secret, now):
    assert [erase_ended_secrets(now=now + WEEK), erase_ended_secrets(now=now + WEEK)] == [1, 0]


def test_takes_so_many_at_a_time(secret, ticket, alice, now):
    keep_secret(ticket=ticket, text="x", actor=alice, now=now)

    assert [erase_ended_secrets(now=now + WEEK, most=1) for _ in range(3)] == [1, 1, 0]


def test_its_job_goes_on_where_many_are_left(secret, now, monkeypatch):
    monkeypatch.setattr(tasks, "ERASED_AT_ONCE", 1)

    for _ in range(2):
        find_task("vault.erase_ended_secrets")(now=now + WEEK)

    assert Job.objects.filter(task="vault.erase_ended_secrets").count() == 1


def test_comes_by_every_few_minutes():
    assert [schedule.cron for schedule in SCHEDULES if schedule.task == "vault.erase_ended_secrets"] == ["*/5 * * * *"]
