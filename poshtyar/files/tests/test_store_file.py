"""store_file …"""

import hashlib
from pathlib import Path
from types import SimpleNamespace

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from poshtyar.common.bodies import MEGABYTE
from poshtyar.common.limits import TooOften
from poshtyar.files.models import StoredFile
from poshtyar.files.operations import (
    MOST_WAITING,
    FileTooLarge,
    NoRoom,
    TooManyFiles,
    TooManyWaiting,
    attach_files,
    check_uploads,
    store_file,
    store_what_can_be,
)
from poshtyar.files.uploads import BoundedUploadHandler

PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 16


def store(organization, alice, now, name="a.txt", content=b"hello", content_type="text/plain"):
    upload = SimpleUploadedFile(name, content, content_type)
    return store_file(upload=upload, organization=organization, actor=alice, now=now)


def on_disk(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_keeps_the_bytes_their_hash_and_their_owner(organization, alice, now, settings):
    file = store(organization, alice, now, content=PNG)

    assert (file.organization, file.uploaded_by, file.stored_at, file.attached_at) == (organization, alice, now, None)
    assert (file.bytes, file.sha256) == (len(PNG), hashlib.sha256(PNG).hexdigest())
    assert Path(settings.MEDIA_ROOT, file.path).read_bytes() == PNG
    assert len(on_disk(settings)) == 1


def test_is_bounded_in_a_day_for_each_customer_and_not_for_staff(organization, alice, bob, agnes, now, settings):
    settings.UPLOADED_MEGABYTES_A_DAY = 3
    two = b"x" * (MEGABYTE + 1)
    store(organization, alice, now, content=two)

    with pytest.raises(TooOften):
        store(organization, alice, now, content=two)
    assert len(on_disk(settings)) == 1

    store(organization, bob, now, content=two)
    for _ in range(2):
        store(organization, agnes, now, content=two)


def test_r57_takes_the_type_from_the_bytes_and_believes_nobody(organization, alice, now):
    lying_page = store(organization, alice, now, "photo.png", b"<script>alert(1)</script>", "image/png")
    lying_picture = store(organization, alice, now, "page.html", PNG, "text/html")

    assert (lying_page.content_type, lying_picture.content_type) == ("text/plain", "image/png")


@pytest.mark.parametrize("name", ["../../evil.php", ".htaccess", "a\u202e.exe", "x" * 300])
def test_r60_puts_nothing_of_the_name_on_disk(organization, alice, now, settings, name):
    file = store(organization, alice, now)
    StoredFile.objects.all().delete()

    upload = SimpleUploadedFile("plain", b"hello")
    upload._name = name  # Django's own setter cleans it; a hostile one is worth more here.
    file = store_file(upload=upload, organization=organization, actor=alice, now=now)

    assert Path(settings.MEDIA_ROOT, file.path).resolve().is_relative_to(Path(settings.MEDIA_ROOT).resolve())
    assert len(file.path) == 41
    assert set(file.path) <= set("0123456789abcdef/")


def test_lets_so_many_files_wait_for_a_message_and_no_more(organization, alice, bob, now):
    first = store(organization, alice, now)
    StoredFile.objects.bulk_create(
        StoredFile(organization=organization, uploaded_by=alice, name="a", bytes=1, path=f"{number}", stored_at=now)
        for number in range(MOST_WAITING - 1)
    )

    with pytest.raises(TooManyWaiting):
        store(organization, alice, now)
    store(organization, bob, now)
    attach_files(files=[first], organization=organization, actor=alice, now=now)
    store(organization, alice, now)


def test_store_what_can_be_leaves_what_would_be_refused(organization, alice, now, settings):
    settings.UPLOAD_FILE_BYTES, settings.UPLOAD_FILES_PER_MESSAGE = 4, 3
    sizes = [1, 5, 4, 1]

    stored = store_what_can_be(
        uploads=[SimpleUploadedFile(f"{number}.txt", b"x" * size) for number, size in enumerate(sizes)],
        organization=organization,
        actor=alice,
        now=now,
    )

    assert [file.name for file in stored] == ["0.txt", "2.txt"]


def test_keeps_a_file_of_exactly_the_limit(organization, alice, now, settings):
    settings.UPLOAD_FILE_BYTES = 1024

    assert store(organization, alice, now, content=b"x" * 1024).bytes == 1024


def test_refuses_one_byte_more_with_both_numbers(organization, alice, now, settings):
    settings.UPLOAD_FILE_BYTES = 1024 * 1024

    with pytest.raises(FileTooLarge) as refusal:
        store(organization, alice, now, "big.zip", b"x" * (1024 * 1024 + 1))

    assert "big.zip" in refusal.value.message
    assert "۲" in refusal.value.message
    assert "۱" in refusal.value.message
    assert on_disk(settings) == []


def test_r56_cuts_what_lies_about_its_size(organization, alice, now, settings):
    settings.UPLOAD_FILE_BYTES = 1024
    upload = SimpleUploadedFile("a.bin", b"x" * 4096)
    upload.size = 10

    with pytest.raises(FileTooLarge):
        store_file(upload=upload, organization=organization, actor=alice, now=now)

    assert on_disk(settings) == []
    assert not StoredFile.objects.exists()


def test_leaves_nothing_behind_when_the_sender_breaks_off(organization, alice, now, settings):
    class Broken(SimpleUploadedFile):
        def chunks(self, chunk_size=None):
            yield b"half of"
            raise ConnectionResetError

    with pytest.raises(ConnectionResetError):
        store_file(upload=Broken("a.txt", b"half of it"), organization=organization, actor=alice, now=now)

    assert on_disk(settings) == []


def test_leaves_no_bytes_without_a_row(organization, alice, settings):
    with pytest.raises(Exception, match="stored_at"):
        store(organization, alice, None)

    assert on_disk(settings) == []


def test_check_uploads_refuses_one_file_too_many():
    uploads = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(21)]

    check_uploads(uploads[:20])
    with pytest.raises(TooManyFiles, match="۲۱"):
        check_uploads(uploads)


@pytest.fixture
def disk(monkeypatch):
    """Let every disk have 1000 bytes, and return a function that says how many of them are free."""

    def has_free(count):
        usage = SimpleNamespace(total=1000, used=1000 - count, free=count)
        monkeypatch.setattr("poshtyar.files.clients.shutil.disk_usage", lambda place: usage)

    return has_free


def test_r30_leaves_the_reserve_of_the_disk_to_the_database(organization, alice, now, settings, disk):
    disk(55)
    assert store(organization, alice, now, content=b"x" * 5).bytes == 5

    with pytest.raises(NoRoom):
        store(organization, alice, now, content=b"x" * 6)

    assert len(on_disk(settings)) == 1


def test_r30_several_files_fill_the_room_together(disk):
    disk(55)
    uploads = [SimpleUploadedFile("a.txt", b"123"), SimpleUploadedFile("b.txt", b"456")]

    check_uploads(uploads[:1])
    with pytest.raises(NoRoom):
        check_uploads(uploads)


def test_r30_no_files_need_no_room(disk):
    disk(0)

    check_uploads([])


def test_r30_an_upload_that_found_no_room_on_its_way_is_refused_even_if_there_is_some_now(disk):
    handler = BoundedUploadHandler()
    handler.new_file("files", "a.txt", "text/plain", None)
    handler.receive_data_chunk(b"one ", 0)
    disk(10)
    handler.receive_data_chunk(b"two", 4)
    upload = handler.file_complete(7)
    disk(1000)

    with pytest.raises(NoRoom):
        check_uploads([upload])
