"""SQLite on which a commit survives a power cut (`bar.md` R31): every connection is asked, not only told."""

from django.core.exceptions import ImproperlyConfigured
from django.db.backends.sqlite3 import base

# What a file system that cannot do it, or another hand in the settings, would change without a word.
DURABLE = {"synchronous": 2, "journal_mode": "wal", "foreign_keys": 1}


class DatabaseWrapper(base.DatabaseWrapper):
    """Refuses a connection that might lose money."""

    def get_new_connection(self, conn_params):
        """Connect; raises ImproperlyConfigured when the settings of SQLite did not take."""
        connection = super().get_new_connection(conn_params)
        found = {name: connection.execute(f"PRAGMA {name}").fetchone()[0] for name in DURABLE}
        if found != DURABLE:
            connection.close()
            loose = ", ".join(f"{name} is {value}, not {DURABLE[name]}" for name, value in found.items())
            raise ImproperlyConfigured(f"SQLite may lose money: {loose}. See config/env.py.")
        return connection
