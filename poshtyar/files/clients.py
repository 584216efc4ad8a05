"""The disk: where the bytes of files lie, below MEDIA_ROOT, in places that nobody can guess.

An object store takes this module's place by offering the same functions.
"""

import builtins
import hashlib
import os
import secrets
import shutil
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from django.conf import settings

HEAD_BYTES = 8192


class LimitPassed(Exception):
    """More bytes came than may be kept."""


@dataclass(frozen=True)
class Written:
    """Bytes that lie on disk: their place, their number, their hash and the first of them."""

    path: str
    bytes: int
    sha256: str
    head: builtins.bytes


def room(folder: Path | str | None = None) -> int:
    """Return how many bytes the disk may still take before the reserve, which keeps the database writing, is touched.

    Below zero the reserve is touched already.
    """
    place = Path(folder or settings.MEDIA_ROOT)
    while not place.exists():
        place = place.parent
    disk = shutil.disk_usage(place)
    return disk.free - disk.total * settings.DISK_RESERVE_PERCENT // 100


def write(chunks: Iterable[bytes], *, limit: int) -> Written:
    """Write the chunks to a new random place, hashing as they pass; raises LimitPassed, and then keeps nothing.

    The file gets its name by one rename after it is whole, so nobody ever reads half of it.
    """
    name = secrets.token_hex(20)
    path = f"{name[:2]}/{name[2:]}"
    target = Path(settings.MEDIA_ROOT, path)
    target.parent.mkdir(parents=True, exist_ok=True)
    half = target.with_suffix(".part")
    size, digest, head = 0, hashlib.sha256(), b""
    try:
        with half.open("xb") as file:
            for chunk in chunks:
                size += len(chunk)
                if size > limit:
                    raise LimitPassed
                digest.update(chunk)
                head += chunk[: HEAD_BYTES - len(head)]
                file.write(chunk)
            file.flush()
            os.fsync(file.fileno())
        half.rename(target)
    except BaseException:
        half.unlink(missing_ok=True)
        raise
    return Written(path, size, digest.hexdigest(), head)


def open_file(path: str) -> BinaryIO:
    """Open the bytes for reading."""
    return Path(settings.MEDIA_ROOT, path).open("rb")


def remove(path: str) -> None:
    """Remove the bytes; what is gone already stays gone."""
    Path(settings.MEDIA_ROOT, path).unlink(missing_ok=True)
