"""The one parent of every refusal that a person may read."""

from poshtyar.common.security import note


class DomainError(Exception):
    """A refusal in the reader's language, with numbers; `code` never changes and is what programs read.

    A page that shows it is answered with `status`.
    """

    code = "refused"
    status = 409

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """The actor may not do this: that was asked for all the same, so it is noted wherever it is refused."""

    code = "not_allowed"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        note(self.code)


class ReasonMissing(DomainError):
    """This is done with a reason only, which whoever it concerns may read."""

    code = "reason_missing"


class IdempotencyConflict(DomainError):
    """The same idempotency key came with other contents."""

    code = "idempotency_conflict"
