"""SQLite for a shop: a commit survives a power cut (`bar.md` R31), and whoever wants to write comes in turn."""

from contextlib import suppress
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3 import base

from config.savepoints import TellsLostSavepoints
from config.sqlite.queue import Queue

# What a file system that cannot do it, or another hand in the settings, would change without a word.
DURABLE = {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}


class DatabaseWrapper(TellsLostSavepoints, base.DatabaseWrapper):
    """Refuses a connection that might lose money, and writes in the order of coming (docs/decisions/0017)."""

    queue: Queue | None = None

    def get_new_connection(self, conn_params):
        """Connect; raises ImproperlyConfigured when the settings of SQLite did not take."""
        connection = super().get_new_connection(conn_params)
        found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in DURABLE}
        if found != DURABLE:
            connection.close()
            loose = ", ".join(f"{name} is {value}, not {DURABLE[name]}" for name, value in found.items())
            raise ImproperlyConfigured(f"SQLite may lose money: {loose}. See config/env.py.")
        return connection

    def _start_transaction_under_autocommit(self):
        """Begin to write when it is one's turn; SQLite refuses whoever is still not alone then."""
        # On a disk that takes nothing more the order is lost, and no more than that.
        with suppress(OSError):
            self.queue = self.queue or Queue(Path(f"{self.settings_dict['NAME']}-queue"))
            self.queue.enter(seconds=self.settings_dict["OPTIONS"].get("timeout", 5))
        try:
            super()._start_transaction_under_autocommit()  # type: ignore[misc]  # Django's stubs leave it out.
        except BaseException:
            self._leave_queue()
            raise

    def _commit(self):
        try:
            super()._commit()  # type: ignore[misc]  # Django's stubs leave it out.
        finally:
            self._leave_queue()

    def _rollback(self):
        try:
            super()._rollback()  # type: ignore[misc]  # Django's stubs leave it out.
        finally:
            self._leave_queue()

    def _close(self):
        try:
            super()._close()  # type: ignore[misc]  # Django's stubs leave it out.
        finally:
            if self.queue:
                self.queue.close()
                self.queue = None

    def _leave_queue(self):
        if self.queue:
            self.queue.leave()
