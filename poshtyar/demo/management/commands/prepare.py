"""Make the data folder ready to serve: what `./run` does before the server starts."""

import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles.finders import get_finders
from django.core.checks import Error, Tags, run_checks
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.utils import timezone

from poshtyar.backups.engines import is_empty
from poshtyar.backups.manifest import BackupRefused
from poshtyar.backups.operations import make_backup
from poshtyar.demo import seed
from poshtyar.ui.translations import all_apps


class Command(BaseCommand):
    """Compile translations, collect static files, migrate and seed, each only when it is due."""

    help = __doc__
    # The checks look at the database, which may not be there yet.
    requires_system_checks = []

    def add_arguments(self, parser):
        """Take what to seed an empty database with."""
        parser.add_argument("--seed", choices=["demo", "empty"], required=True)

    def handle(self, *args, **options):
        """Do what is due and print the addresses and log-ins."""
        for translations in all_apps():
            translations.compile_if_older()
        self._collect_static()
        try:
            self._migrate()
        except (DatabaseError, ValueError) as error:
            raise CommandError(f"The database cannot be read: {error}") from error
        logins = seed.seed_demo() if options["seed"] == "demo" else seed.seed_empty()
        self.stdout.write(f"\nPoshtyar: {settings.SITE_URL}/\n  staff   {settings.SITE_URL}/console/")
        self.stdout.write(f"  outbox  {settings.SITE_URL}/demo/outbox/   (one-time codes, SMS and e-mail)\n")
        for login in logins:
            self.stdout.write(f"  {login}")
        self.stdout.write("\nStop with Ctrl+C.")

    def _migrate(self):
        """Bring the database up to this code, after a backup of what is in it; a damaged one is left alone (R32)."""
        damage = [
            found for found in run_checks(tags=[Tags.database], databases=["default"]) if isinstance(found, Error)
        ]
        if damage:
            raise CommandError(" ".join(f"{found.msg} {found.hint}" for found in damage))
        executor = MigrationExecutor(connection)
        if not executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return
        if not is_empty():
            try:
                folder, _ = make_backup(parent=settings.DATA_DIR / "backups", now=timezone.now())
            except BackupRefused as refusal:
                raise CommandError(f"Not migrated, because it cannot be undone: {refusal}") from refusal
            self.stdout.write(f"The database is of an older Poshtyar; before it is migrated it is kept in {folder}")
        call_command("migrate", verbosity=0)

    def _collect_static(self):
        """Collect when a source is new or changed: hashing names and times is quicker than compressing again."""
        digest = hashlib.sha256()
        for finder in get_finders():
            for path, storage in finder.list([]):
                stat = Path(storage.path(path)).stat()
                digest.update(f"{path}:{stat.st_size}:{stat.st_mtime_ns}".encode())
        stamp = Path(settings.STATIC_ROOT) / ".collected"
        if not stamp.exists() or stamp.read_text() != digest.hexdigest():
            call_command("collectstatic", interactive=False, verbosity=0)
            stamp.write_text(digest.hexdigest())
