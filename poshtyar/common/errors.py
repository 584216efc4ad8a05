"""The one parent of every refusal that a person may read."""


class DomainError(Exception):
    """A refusal in the reader's language, with numbers; `code` never changes and is what programs read."""

    code = "refused"

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message

    def __str__(self) -> str:
        return str(self.message)


class NotAllowed(DomainError):
    """The actor may not do this."""

    code = "not_allowed"


class ReasonMissing(DomainError):
    """This is done with a reason only, which whoever it concerns may read."""

    code = "reason_missing"


class IdempotencyConflict(DomainError):
    """The same idempotency key came with other contents."""

    code = "idempotency_conflict"
