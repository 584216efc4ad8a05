"""R11: when the clock jumps a day forward, an hour back, and home again, …"""

from collections import Counter
from datetime import timedelta

import pytest
from django.core.management import call_command

from config.schedule import SCHEDULES
from poshtyar.jobs import operations as jobs
from poshtyar.jobs.models import Job, JobState
from poshtyar.notifications.models import ExpiryWarning, Notice
from poshtyar.outbox.models import OutgoingMessage
from poshtyar.wallet.tests.coins import at, buy, counters, gift, hold, journal

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def work(now) -> None:
    """Do what a worker does whose clock says now."""
    jobs.start_schedules(SCHEDULES, now=now)
    jobs.run_due_jobs(now=now)


def test_r11_every_recurring_job_books_and_tells_each_thing_once(organization, mina, now):
    lot = buy(organization, 300, expires_at=at(now, 7 * 24 * 3600))
    present = gift(organization, 20, actor=mina, expires_at=at(now, 12 * 3600))
    hold(organization, 5)

    for moment in (now, now + DAY, now + DAY - HOUR, now, now + HOUR, now + DAY, now + DAY + HOUR):
        work(moment)

    # The five that were set aside of the gift stay; the rest of it went once, and nothing of it came back.
    assert counters(present) == (0, 5, 0, 15, 0)
    assert counters(lot) == (300, 0, 0, 0, 0)
    assert Counter(kind for kind, _ in journal(organization))["expire"] == 1
    rungs = ExpiryWarning.objects.values_list("lot_id", "days")
    assert len(rungs) == len(set(rungs)) > 0
    told = Notice.objects.values_list("user_id", "event__data")
    assert len(told) == len({str(notice) for notice in told}) > 0
    assert OutgoingMessage.objects.count() <= 2 * len(told)
    assert not Job.objects.filter(state=JobState.PARKED).exists()
    call_command("check_ledger", verbosity=0)
