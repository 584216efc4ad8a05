"""PostgreSQL, whose kept connections are looked at before each page without asking the server."""

import select

from django.db.backends.postgresql import base

from config.savepoints import TellsLostSavepoints


class DatabaseWrapper(TellsLostSavepoints, base.DatabaseWrapper):
    """Asks the server whether a connection still stands only when there is something to hear from it.

    A server that stops, or ends a connection, says so: the socket can be read at once. From one that stands nothing
    comes between two pages. So `CONN_HEALTH_CHECKS` costs no statement a page, and a page after a restart still finds
    a new connection (`bar.md` R27).
    """

    def is_usable(self) -> bool:
        """Return whether statements can be sent."""
        if self.connection is None or self.connection.closed:
            return False
        heard = select.poll()
        heard.register(self.connection.fileno(), select.POLLIN)
        return super().is_usable() if heard.poll(0) else True
