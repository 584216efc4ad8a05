"""The way back to a savepoint, about whose failure Django keeps silent."""

from django.db import Error


class TellsLostSavepoints:
    """A database that remembers why there was no way back to a savepoint.

    Django marks the transaction as broken, forgets the reason and goes on with what was raised before. Whoever handles
    that and asks the database again is refused, with a TransactionManagementError "from" `rollback_exc`.
    """

    rollback_exc: BaseException | None

    def _savepoint_rollback(self, sid):
        try:
            super()._savepoint_rollback(sid)  # type: ignore[misc]  # Of the class that this one is mixed into.
        except Error as error:
            self.rollback_exc = error
            raise
