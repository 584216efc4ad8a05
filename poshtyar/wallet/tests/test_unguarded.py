"""On an unguarded ledger …"""

import os
import subprocess
import sys
from urllib.parse import quote, urlencode

import pytest
from django.conf import settings as installed
from django.core.management import CommandError, call_command
from django.db import connection
from django.utils import timezone

from poshtyar.jobs import operations as jobs
from poshtyar.jobs.models import Job, JobState
from poshtyar.wallet import triggers

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def unguarded():
    """Take the guards away; the end of every test puts them back."""
    triggers.drop(connection)


@pytest.mark.parametrize("once", [True, False])
def test_the_worker_command_runs_nothing(once):
    job = jobs.enqueue("jobs.purge", now=timezone.now())

    with pytest.raises(CommandError, match=r"Triggers of the ledger are missing.*manage\.py migrate"):
        call_command("worker", once=once)

    assert Job.objects.get(pk=job.pk).state == JobState.READY


def test_a_celery_worker_ends_at_once(tmp_path):
    database = connection.settings_dict
    address = f"sqlite:///{database['NAME']}"
    if connection.vendor == "postgresql":
        place = urlencode({name: database[name.upper()] for name in ("host", "port") if database[name.upper()]})
        address = f"postgresql://{quote(database['USER'])}:{quote(database['PASSWORD'])}@/{database['NAME']}?{place}"
    environment = {
        **os.environ,
        "DATABASE_URL": address,
        "CELERY_BROKER_URL": "filesystem://",
        "POSHTYAR_DATA": str(installed.DATA_DIR),
    }

    ended = subprocess.run(  # noqa: S603 (our own module)
        [sys.executable, "-m", "poshtyar.jobs.tests.celery_worker", "test-unguarded", str(tmp_path)],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert ended.returncode != 0
    assert "Triggers of the ledger are missing" in ended.stderr
