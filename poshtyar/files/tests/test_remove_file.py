"""remove_file …"""

from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from poshtyar.common.errors import NotAllowed
from poshtyar.files.models import StoredFile
from poshtyar.files.operations import FileInUse, attach_files, remove_file, store_file


@pytest.fixture
def file(organization, alice, now):
    """A file that Alice has just uploaded."""
    return store_file(upload=SimpleUploadedFile("a.txt", b"x"), organization=organization, actor=alice, now=now)


def is_on_disk(file, settings):
    return Path(settings.MEDIA_ROOT, file.path).exists()


def test_removes_the_row_and_the_bytes_and_twice_is_once(file, alice, settings):
    for _ in range(2):
        remove_file(file=file, actor=alice)

    assert not StoredFile.objects.exists()
    assert not is_on_disk(file, settings)


def test_refuses_everybody_but_the_uploader(file, bob, charlie, agnes, settings):
    for person in (bob, charlie, agnes):
        with pytest.raises(NotAllowed):
            remove_file(file=file, actor=person)

    assert is_on_disk(file, settings)


def test_refuses_what_a_message_carries(file, organization, alice, now, settings):
    attach_files(files=[file], organization=organization, actor=alice, now=now)

    with pytest.raises(FileInUse):
        remove_file(file=file, actor=alice)

    assert is_on_disk(file, settings)
