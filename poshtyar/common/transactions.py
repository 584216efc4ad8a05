"""The transaction of an operation, and of the operations that it calls."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, transaction

from poshtyar.common.errors import DomainError

P = ParamSpec("P")
R = TypeVar("R")
_is_inside: ContextVar[bool] = ContextVar("is_inside", default=False)


def operation(function: Callable[P, R]) -> Callable[P, R]:
    """Run a write in a transaction; what an operation calls in its turn is a part of it, without a savepoint.

    A savepoint is two statements, and no operation goes on after a part of it was refused: what is raised there takes
    the whole back. If one caught it and wrote on, Django would refuse the writing.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with _transaction(savepoint=not _is_inside.get()):
            return function(*args, **kwargs)

    return run


def operation_of_a_form(earlier: Callable[..., R | None]) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Run an operation; when it is refused, return what the same form wrote before, if `earlier` finds it.

    Nearly every form comes once, so nobody looks before writing: of two clicks, also at the same instant, the
    database refuses the nonce of the second. Other refusals look too, because what a form is allowed may have
    changed since it was done.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @wraps(function)
        def run(*args: P.args, **kwargs: P.kwargs) -> R:
            try:
                with _transaction(savepoint=True):
                    return function(*args, **kwargs)
            except (IntegrityError, DomainError):
                with _transaction(savepoint=True):
                    written = earlier(*args, **kwargs)
                if written is None:
                    raise
                return written

        return run

    return decorate


@contextmanager
def _transaction(*, savepoint: bool) -> Iterator[None]:
    token = _is_inside.set(True)
    try:
        with transaction.atomic(savepoint=savepoint):
            yield
    finally:
        _is_inside.reset(token)
