"""What most tests begin with, made once and copied: the migrated database, static files, and the default catalog."""

import fcntl
import os
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path

from django.apps import apps
from django.db import connection, transaction
from django.db.backends.base.creation import BaseDatabaseCreation
from django.db.models.sql import InsertQuery

from poshtyar.catalog.operations import install_default_catalog

# The folder of a run, in which its workers and parts find what one of them made; without it each makes its own.
FOLDER = os.environ.get("TEST_READY_MADE", "")
DATABASE, STATIC = "poshtyar_ready_made", "static-ready-made"
# In an order in which each refers only to those before it.
CATALOG = (
    *("sla.Calendar", "sla.CalendarInterval", "sla.ServiceLevel"),
    *("catalog.Package", "catalog.ComparisonRow", "catalog.ComparisonCell", "catalog.ServiceGroup", "catalog.Service"),
)
_create_by_migrating = BaseDatabaseCreation.create_test_db
_catalog: list[tuple[str, tuple]] = []


def create_test_db(creation: BaseDatabaseCreation, *args, **options) -> str:
    """Create a test database as Django does; all but the first of a run are copies of it, with nothing to migrate."""
    if not FOLDER:
        return _create_by_migrating(creation, *args, **options)
    engine = (_is_kept, _keep, _copy) if creation.connection.vendor == "postgresql" else (_has_file, _save, _load)
    is_made, keep, copy = engine
    with Path(FOLDER, f"lock-{creation.connection.vendor}").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not is_made(creation):
            name = _create_by_migrating(creation, *args, **options)
            keep(creation)
            return name
    return _create_by_migrating(creation, *args, **options | copy(creation))


def put_database(folder: Path) -> None:
    """Put the migrated SQLite file into a data folder, where the run has one; else whoever prepares it migrates."""
    if FOLDER and Path(FOLDER, DATABASE).exists():
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(Path(FOLDER, DATABASE), folder / "poshtyar.sqlite3")


def put_static(folder: Path) -> None:
    """Put the collected static files in place, where the run has them; else whoever prepares a site collects them."""
    if FOLDER and Path(FOLDER, STATIC).exists():
        shutil.copytree(Path(FOLDER, STATIC), folder)


def keep_static(folder: Path) -> None:
    """Keep the static files that a site of the run has collected, for those that follow."""
    if FOLDER and not Path(FOLDER, STATIC).exists():
        begun = Path(FOLDER, f"{STATIC}-begun-{os.getpid()}")
        shutil.copytree(folder, begun)
        with suppress(OSError):  # Somebody else was there before.
            begun.rename(Path(FOLDER, STATIC))


def _is_kept(creation) -> bool:
    with creation._nodb_cursor() as cursor:
        return creation._database_exists(cursor, DATABASE)


def _keep(creation) -> None:
    creation.connection.close()  # PostgreSQL copies no database in which somebody is.
    with creation._nodb_cursor() as cursor:
        cursor.execute(f'CREATE DATABASE {DATABASE} TEMPLATE "{creation.connection.settings_dict["NAME"]}"')


def _copy(creation) -> dict:
    creation.connection.settings_dict["TEST"]["TEMPLATE"] = DATABASE
    return {}


def _has_file(creation) -> bool:
    return Path(FOLDER, DATABASE).exists()


def _save(creation) -> None:
    begun = Path(FOLDER, f"{DATABASE}-begun")
    with closing(sqlite3.connect(begun)) as copy:
        creation.connection.connection.backup(copy)
    begun.rename(Path(FOLDER, DATABASE))  # Whoever finds it finds it whole.


def _load(creation) -> dict:
    target = Path(creation._get_test_db_name())
    for end in ("-wal", "-shm"):  # of another one, which was not closed
        target.with_name(target.name + end).unlink(missing_ok=True)
    shutil.copyfile(Path(FOLDER, DATABASE), target)
    return {"keepdb": True}


def put_default_catalog() -> None:
    """Do what `install_default_catalog` does; from the second time in a process on, with the rows it made at first.

    Where a row stands in one of its tables already, the operation itself decides what is missing.
    """
    if not _is_without_catalog():
        install_default_catalog()
    elif not _catalog:
        install_default_catalog()
        _catalog.extend(statement for name in CATALOG for statement in _statements_of(apps.get_model(name)))
    else:
        with transaction.atomic(), connection.cursor() as cursor:
            for statement, values in _catalog:
                cursor.execute(statement, values)


def _is_without_catalog() -> bool:
    asked = [f"EXISTS (SELECT 1 FROM {apps.get_model(name)._meta.db_table})" for name in CATALOG]  # noqa: S608 (our own)
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {' OR '.join(asked)}")
        return not cursor.fetchone()[0]


def _statements_of(model) -> Iterator[tuple[str, tuple]]:
    # With their numbers: a sequence has passed them in this database, whatever is rolled back.
    rows, fields = list(model.objects.order_by("pk")), model._meta.concrete_fields
    size = connection.ops.bulk_batch_size(fields, rows)
    for start in range(0, len(rows), size):
        query = InsertQuery(model)
        query.insert_values(fields, rows[start : start + size], raw=True)
        yield from query.get_compiler(connection=connection).as_sql()
