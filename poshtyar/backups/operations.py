"""Making a backup while the site runs, and restoring it where nothing is."""

import os
import shutil
from datetime import UTC, datetime
from pathlib import Path

from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from poshtyar.backups.engines import StoredFiles, engine_in_use, is_empty
from poshtyar.backups.manifest import (
    FILES,
    SECRET_KEY,
    BackupRefused,
    Checksums,
    Manifest,
    copy_and_hash,
    read_checksums,
    sha256_of,
)


def make_backup(*, parent: Path, now: datetime, name: str = "") -> tuple[Path, Manifest]:
    """Write everything that this installation knows to a new folder, and return it; the site may run meanwhile.

    The database is written first, as of one moment. Its files were whole before their rows were, and what something
    carries is never removed, so all that it names is there to be copied. Raises BackupRefused.
    """
    if is_empty():
        raise BackupRefused("There is nothing to back up: the database has no tables.")
    target = parent / (name or f"{now.astimezone(UTC):%Y%m%dT%H%M%SZ}")
    if target.exists():
        raise BackupRefused(f"{target} exists already.")
    half = target.with_name(f"{target.name}.part")
    half.mkdir(parents=True, mode=0o700)
    try:
        manifest = _write(half, now)
    except (OSError, DatabaseError) as error:
        raise BackupRefused(f"The backup could not be written: {error}") from error
    finally:
        if not (half / "manifest.json").exists():
            shutil.rmtree(half)
    half.rename(target)
    return target, manifest


def _write(folder: Path, now: datetime) -> Manifest:
    engine, checksums = engine_in_use(), Checksums(folder)
    applied = sorted(MigrationRecorder(connection).applied_migrations())
    manifest = Manifest(now.astimezone(UTC).isoformat(), engine.name, engine.file, [list(one) for one in applied])
    with engine.dump(folder / engine.file) as stored:
        checksums.add(engine.file, sha256_of(folder / engine.file))
        _copy_files(folder, stored, checksums, manifest)
    key = settings.DATA_DIR / SECRET_KEY
    if "POSHTYAR_SECRET_KEY" not in os.environ and key.exists():
        checksums.add(SECRET_KEY, copy_and_hash(key, folder / SECRET_KEY, mode=0o600))
    checksums.close()
    manifest.write(folder)
    return manifest


def _copy_files(folder: Path, stored: StoredFiles, checksums: Checksums, manifest: Manifest) -> None:
    for path, sha256, is_attached in stored:
        copy = folder / FILES / path
        try:
            found = copy_and_hash(Path(settings.MEDIA_ROOT, path), copy)
        except FileNotFoundError:
            if is_attached:
                manifest.damaged.append(path)
            continue
        if found != sha256:
            manifest.damaged.append(path)
        checksums.add(f"{FILES}/{path}", found)
        manifest.files += 1
        manifest.bytes += copy.stat().st_size


def restore_backup(*, folder: Path) -> Manifest:
    """Read a backup into an empty database and data folder, bring it up to this code, and check the ledger.

    Whatever is not as it was written is refused, and then nothing is left behind. Raises BackupRefused.
    """
    manifest, engine = Manifest.read(folder), engine_in_use()
    _check_target(manifest, engine.name)
    try:
        _load(folder, manifest)
    except BaseException:
        engine.empty()
        shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
        raise
    return manifest


def _check_target(manifest: Manifest, engine: str) -> None:
    """Refuse what cannot become what it was."""
    if manifest.engine != engine:
        raise BackupRefused(f"The backup is of {manifest.engine}, and the settings name {engine}.")
    known = {(app, name) for app, name in MigrationLoader(None).disk_migrations}
    if newer := [f"{app}.{name}" for app, name in manifest.migrations if (app, name) not in known]:
        raise BackupRefused(f"The backup was made by another Poshtyar; this one does not know {', '.join(newer)}.")
    if not is_empty():
        raise BackupRefused("The database is not empty. Restore into a new data folder or a new database.")
    if any(Path(settings.MEDIA_ROOT).glob("*")):
        raise BackupRefused(f"{settings.MEDIA_ROOT} is not empty. Restore into a new data folder.")


def _load(folder: Path, manifest: Manifest) -> None:
    for name, sha256 in read_checksums(folder):
        if name.startswith(f"{FILES}/"):
            found = copy_and_hash(folder / name, Path(settings.MEDIA_ROOT, name.removeprefix(f"{FILES}/")))
        else:
            found = sha256_of(folder / name)
        if found != sha256:
            raise BackupRefused(f"{name} is not what was written: the backup is damaged.")
    engine_in_use().load(folder / manifest.database)
    if (folder / SECRET_KEY).exists() and "POSHTYAR_SECRET_KEY" not in os.environ:
        # The settings made a new key when they were read; with it, nobody would stay logged in.
        key = settings.DATA_DIR / SECRET_KEY
        key.unlink(missing_ok=True)
        copy_and_hash(folder / SECRET_KEY, key, mode=0o600)
    try:
        call_command("migrate", verbosity=0)
        call_command("check_ledger", verbosity=0)
    except CommandError as error:
        raise BackupRefused(f"The backup was read, but its ledger does not hold: {error}") from error
