"""What lies in a backup, with the hash of every byte.

manifest.json          this description, written last: a folder without it is no backup
checksums.sha256       one line for each other file; `sha256sum -c checksums.sha256` reads it too
database.…             the whole database, as it was at one moment
files/…                the attached files which that database names
secret_key             the key of sessions and links, unless it comes from the environment
"""

import hashlib
import json
import os
import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path

FORMAT = 1
MANIFEST, CHECKSUMS, FILES, SECRET_KEY = "manifest.json", "checksums.sha256", "files", "secret_key"
CHUNK = 1024 * 1024
# No other name is ever joined to a path.
LINE = re.compile(r"(?P<sha256>[0-9a-f]{64})  (?P<name>files/[0-9a-f]{2}/[0-9a-f]+|[a-z0-9_]+(\.[a-z0-9]+)?)\n")


class BackupRefused(Exception):
    """A backup cannot be made or restored, and why, for the person at the terminal."""


@dataclass
class Manifest:
    """The facts of a backup."""

    made_at: str
    engine: str
    database: str
    migrations: list[list[str]]
    files: int = 0
    bytes: int = 0
    # Attached files whose bytes were gone or not what was stored: the rest is worth keeping all the same.
    damaged: list[str] = field(default_factory=list)
    checksums_sha256: str = ""
    format: int = FORMAT

    def write(self, folder: Path) -> None:
        """Write the description; with it, the folder becomes a backup."""
        self.checksums_sha256 = sha256_of(folder / CHECKSUMS)
        write_and_sync(folder / MANIFEST, json.dumps(asdict(self), indent=1).encode())

    @classmethod
    def read(cls, folder: Path) -> "Manifest":
        """Read and check the description; raises BackupRefused."""
        try:
            facts = json.loads((folder / MANIFEST).read_text())
        except (OSError, ValueError) as error:
            raise BackupRefused(f"{folder} is no backup: {MANIFEST} cannot be read ({error}).") from error
        if facts.get("format") != FORMAT:
            raise BackupRefused(f"This backup has format {facts.get('format')}; this Poshtyar reads format {FORMAT}.")
        manifest = cls(**facts)
        if sha256_of(folder / CHECKSUMS) != manifest.checksums_sha256:
            raise BackupRefused(f"{CHECKSUMS} is not the one that was written: the backup is damaged.")
        return manifest


class Checksums:
    """Writes the list of hashes while a backup is made."""

    def __init__(self, folder: Path) -> None:
        self._folder, self._file = folder, (folder / CHECKSUMS).open("x")

    def add(self, name: str, sha256: str) -> None:
        """Note the hash of one file of the backup."""
        self._file.write(f"{sha256}  {name}\n")

    def close(self) -> None:
        """Bring the list to the disk."""
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()


def read_checksums(folder: Path) -> Iterator[tuple[str, str]]:
    """Yield the name and the hash of every file of a backup; raises BackupRefused."""
    with (folder / CHECKSUMS).open() as lines:
        for line in lines:
            if not (words := LINE.fullmatch(line)):
                raise BackupRefused(f"{CHECKSUMS} holds a line that no backup has: {line!r}")
            yield words["name"], words["sha256"]


def copy_and_hash(source: Path, target: Path, mode: int = 0o666) -> str:
    """Copy a file to the disk, for whom `mode` names from its first byte on; return the hash of what was read."""
    digest = hashlib.sha256()
    target.parent.mkdir(parents=True, exist_ok=True)
    new = os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, mode)
    with source.open("rb") as read, os.fdopen(new, "wb") as written:
        while chunk := read.read(CHUNK):
            digest.update(chunk)
            written.write(chunk)
        written.flush()
        os.fsync(written.fileno())
    return digest.hexdigest()


def sha256_of(path: Path) -> str:
    """Return the hash of a file; raises BackupRefused when it cannot be read."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise BackupRefused(f"{path} cannot be read: {error}.") from error


def write_and_sync(path: Path, content: bytes) -> None:
    """Write a small file through to the disk."""
    with path.open("xb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
