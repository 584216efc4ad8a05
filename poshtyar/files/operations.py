"""Storing files, attaching them, and removing what nobody attached."""

import logging
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Protocol

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from poshtyar.common.bodies import MEGABYTE
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.common.limits import A_DAY, spend
from poshtyar.common.numbers import format_number
from poshtyar.common.transactions import operation
from poshtyar.files import clients
from poshtyar.files.kinds import content_type_of
from poshtyar.files.limits import too_large, too_many
from poshtyar.files.models import StoredFile
from poshtyar.files.names import clean_file_name

if TYPE_CHECKING:
    from poshtyar.accounts.models import Organization, User

logger = logging.getLogger(__name__)

UNATTACHED_KEPT_FOR = timedelta(hours=24)
REMOVED_AT_ONCE = 500
# Three messages' worth: more is no writing any more but a store of files.
MOST_WAITING = 60


class Upload(Protocol):
    """What a door hands over: a name, a size and chunks, as Django's uploaded files have them."""

    name: str | None
    size: int | None

    def chunks(self) -> Iterable[bytes]:
        """Yield the bytes in pieces."""


class FileTooLarge(DomainError):
    """The file is larger than a file may be."""

    code = "file_too_large"


class TooManyFiles(DomainError):
    """More files than one message may carry."""

    code = "too_many_files"


class TooManyWaiting(DomainError):
    """The person has uploaded as many files as may wait for a message."""

    code = "too_many_waiting"


class FileInUse(DomainError):
    """Something carries the file already, so it stays."""

    code = "file_in_use"


class NoRoom(DomainError):
    """The disk has no room for files; texts are still taken."""

    code = "no_room"


def check_uploads(uploads: Sequence[Upload]) -> None:
    """Refuse what would be refused later, before anything is stored; raises TooManyFiles, FileTooLarge or NoRoom."""
    _check_number(uploads)
    for upload in uploads:
        if (upload.size or 0) > settings.UPLOAD_FILE_BYTES:
            raise _too_large(upload)
    # Files stop before the disk is full, so that texts and coins are still kept (`bar.md` R30).
    is_cut = any(getattr(upload, "is_cut", False) for upload in uploads)
    if is_cut or (uploads and sum(upload.size or 0 for upload in uploads) > clients.room()):
        logger.error("files: the disk has no room for uploads")
        raise NoRoom(_("We have no room for files just now. Send the text without them, and the files later."))


def _check_number(files: Sequence) -> None:
    """Refuse more files than one message may carry."""
    if len(files) > settings.UPLOAD_FILES_PER_MESSAGE:
        raise TooManyFiles(too_many(len(files)))


def store_file(*, upload: Upload, organization: "Organization", actor: "User", now: datetime) -> StoredFile:
    """Stream an upload to disk and keep what it really is; it is removed after a day unless something carries it.

    Nobody reads it before that, and only its uploader can attach it. Not atomic on purpose: no transaction may wait
    for a disk. Raises FileTooLarge, NoRoom, TooManyWaiting, and TooOften when a customer has uploaded what a day
    allows.
    """
    check_uploads([upload])
    if StoredFile.objects.waiting_of(actor).count() >= MOST_WAITING:
        raise TooManyWaiting(
            _("%(count)s files that you uploaded wait for a message, and no more may wait. Send some of them first.")
            % {"count": format_number(MOST_WAITING)}
        )
    if not actor.is_staff_member:
        # A begun megabyte counts as one: many small files cost a disk as well.
        megabytes = -(-(upload.size or 0) // MEGABYTE)
        limit = settings.UPLOADED_MEGABYTES_A_DAY
        spend("uploads", str(actor.pk), limit=limit, seconds=A_DAY, amount=megabytes, fails_closed=False)
    try:
        written = clients.write(upload.chunks(), limit=settings.UPLOAD_FILE_BYTES)
    except clients.LimitPassed:
        raise _too_large(upload) from None
    try:
        return StoredFile.objects.create(
            organization=organization,
            uploaded_by=actor,
            name=clean_file_name(upload.name or ""),
            content_type=content_type_of(written.head),
            bytes=written.bytes,
            sha256=written.sha256,
            path=written.path,
            stored_at=now,
        )
    except BaseException:
        clients.remove(written.path)
        raise


def store_what_can_be(
    *, uploads: Iterable[Upload], organization: "Organization", actor: "User", now: datetime
) -> list[StoredFile]:
    """Store those files of a refused form that can be, so that they need not be chosen again; the others are left."""
    stored = []
    for upload in [*uploads][: settings.UPLOAD_FILES_PER_MESSAGE]:
        with suppress(DomainError):
            stored.append(store_file(upload=upload, organization=organization, actor=actor, now=now))
    return stored


def _too_large(upload: Upload) -> FileTooLarge:
    """Make the refusal, with both numbers."""
    limit = settings.UPLOAD_FILE_BYTES
    # Rounded up: a file one byte over the limit must not read as being within it.
    size = max(-(-(upload.size or 0) // MEGABYTE), limit // MEGABYTE + 1)
    return FileTooLarge(too_large(clean_file_name(upload.name or ""), format_number(size)))


@operation
def attach_files(*, files: Sequence[StoredFile], organization: "Organization", actor: "User", now: datetime) -> None:
    """Keep these files for good, because something carries them now.

    Raises TooManyFiles, and NotAllowed for files of another organization, of another person or attached already.
    """
    _check_number(files)
    attached = StoredFile.objects.filter(
        pk__in=[file.pk for file in files],
        organization=organization,
        uploaded_by=actor,
        attached_at__isnull=True,
    ).update(attached_at=now)
    if attached != len(files):
        raise NotAllowed(_("Attach files that you have just chosen yourself."))


def remove_file(*, file: StoredFile, actor: "User") -> None:
    """Remove a file that waits for a message; one that is gone already stays gone.

    Raises NotAllowed for a file of somebody else, and FileInUse for one that a message carries.
    """
    if file.uploaded_by_id != actor.pk:
        raise NotAllowed(_("Only who uploaded a file may remove it."))
    with transaction.atomic():
        waiting = StoredFile.objects.select_for_update().filter(pk=file.pk).first()
        if waiting is None:
            return
        if waiting.attached_at:
            raise FileInUse(_("A message carries this file already."))
        waiting.delete()
    clients.remove(file.path)


def remove_unattached_files(*, now: datetime) -> int:
    """Remove files that nothing has carried for a day, a few hundred at a time; returns how many went.

    The rows go first: bytes without a row are harmless, a row without bytes is a broken download.
    """
    with transaction.atomic():
        orphans = list(
            StoredFile.objects.select_for_update(skip_locked=True)
            .filter(attached_at__isnull=True, stored_at__lt=now - UNATTACHED_KEPT_FOR)
            .order_by("stored_at")[:REMOVED_AT_ONCE]
        )
        StoredFile.objects.filter(pk__in=[file.pk for file in orphans]).delete()
    for file in orphans:
        clients.remove(file.path)
    return len(orphans)
