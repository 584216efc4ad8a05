"""enqueue …"""

import pytest

from poshtyar.jobs import operations as jobs
from poshtyar.jobs.models import Job

pytestmark = pytest.mark.django_db


def test_writes_one_job_for_one_key(now):
    first = jobs.enqueue("events.deliver", now=now, key="k", event_id=1)
    second = jobs.enqueue("events.deliver", now=now, key="k", event_id=2)

    assert first == second
    assert list(Job.objects.values_list("payload", flat=True)) == [{"event_id": 1}]
