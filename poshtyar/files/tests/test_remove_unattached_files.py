"""remove_unattached_files …"""

from datetime import timedelta
from pathlib import Path

from django.core.files.uploadedfile import SimpleUploadedFile

from poshtyar.files import operations
from poshtyar.files.models import StoredFile
from poshtyar.files.operations import attach_files, remove_unattached_files, store_file
from poshtyar.jobs.models import Job
from poshtyar.jobs.registry import find_task

DAY = timedelta(hours=24)


def store(organization, actor, now):
    return store_file(upload=SimpleUploadedFile("a.txt", b"x"), organization=organization, actor=actor, now=now)


def test_removes_what_nothing_carried_for_a_day(organization, alice, now, settings):
    orphan, fresh, attached = (
        store(organization, alice, now),
        store(organization, alice, now + timedelta(seconds=1)),
        store(organization, alice, now),
    )
    attach_files(files=[attached], organization=organization, actor=alice, now=now)

    assert remove_unattached_files(now=now + DAY + timedelta(seconds=1)) == 1

    assert set(StoredFile.objects.all()) == {fresh, attached}
    assert not Path(settings.MEDIA_ROOT, orphan.path).exists()
    assert Path(settings.MEDIA_ROOT, attached.path).exists()


def test_finds_nothing_the_second_time(organization, alice, now):
    store(organization, alice, now)

    assert [remove_unattached_files(now=now + 2 * DAY), remove_unattached_files(now=now + 2 * DAY)] == [1, 0]


def test_goes_on_in_another_job_when_there_is_more(organization, alice, now, monkeypatch):
    monkeypatch.setattr(operations, "REMOVED_AT_ONCE", 1)
    monkeypatch.setattr("poshtyar.files.tasks.REMOVED_AT_ONCE", 1)
    store(organization, alice, now)
    store(organization, alice, now)

    find_task("files.remove_unattached")(now=now + 2 * DAY)

    assert StoredFile.objects.count() == 1
    assert Job.objects.filter(task="files.remove_unattached").count() == 1
