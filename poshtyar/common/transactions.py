"""The transaction of an operation, and of the operations that it calls."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import wraps
from typing import ParamSpec, TypeVar

from django.db import IntegrityError, transaction

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


def operation_of_a_form(function: Callable[P, R]) -> Callable[P, R]:
    """Run an operation, and run it once more when the database refused the nonce of its form.

    Of two clicks at the same instant the other one was first; looking again finds what it wrote, the answer to both.
    """

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            with _transaction(savepoint=True):
                return function(*args, **kwargs)
        except IntegrityError:
            with _transaction(savepoint=True):
                return function(*args, **kwargs)

    return run


@contextmanager
def _transaction(*, savepoint: bool) -> Iterator[None]:
    token = _is_inside.set(True)
    try:
        with transaction.atomic(savepoint=savepoint):
            yield
    finally:
        _is_inside.reset(token)
