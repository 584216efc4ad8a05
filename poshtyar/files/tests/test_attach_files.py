"""attach_files …"""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from poshtyar.common.errors import NotAllowed
from poshtyar.files.operations import TooManyFiles, attach_files, store_file


@pytest.fixture
def file(organization, alice, now):
    """A file that Alice has just chosen."""
    return store_file(upload=SimpleUploadedFile("a.txt", b"x"), organization=organization, actor=alice, now=now)


def test_keeps_the_files_for_good(file, organization, alice, now):
    attach_files(files=[file], organization=organization, actor=alice, now=now)

    file.refresh_from_db()
    assert file.attached_at == now


def test_refuses_files_that_something_carries_already(file, organization, alice, now):
    attach_files(files=[file], organization=organization, actor=alice, now=now)

    with pytest.raises(NotAllowed):
        attach_files(files=[file], organization=organization, actor=alice, now=now)


def test_refuses_files_of_somebody_else(file, organization, bob, charlie, alice, now):
    with pytest.raises(NotAllowed):
        attach_files(files=[file], organization=organization, actor=bob, now=now)
    with pytest.raises(NotAllowed):
        attach_files(files=[file], organization=charlie.memberships.get().organization, actor=alice, now=now)

    file.refresh_from_db()
    assert file.attached_at is None


def test_refuses_more_than_a_message_carries(file, organization, alice, now, settings):
    settings.UPLOAD_FILES_PER_MESSAGE = 0

    with pytest.raises(TooManyFiles):
        attach_files(files=[file], organization=organization, actor=alice, now=now)
