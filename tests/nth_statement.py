"""R1: an operation that fails at its first statement, at its second, … leaves nothing, until it succeeds."""

from collections.abc import Callable
from contextlib import suppress
from inspect import getmembers, isfunction

from django.apps import apps
from django.db import OperationalError, connection
from django.db.transaction import TransactionManagementError

from poshtyar.common.errors import DomainError

# Whatever an operation of the coin could leave behind.
SUBJECTS = ("wallet", "quotes", "ordering", "treasury", "entitlements", "tickets", "events", "jobs", "outbox")


class StatementFails:
    """Let the statement of this number fail, once."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left == 0:
            raise OperationalError("the database went away")
        return execute(sql, params, many, context)


def everything() -> dict[str, list]:
    """Return every row of these subjects; read without the ORM, because it is done after each failure."""
    models = [
        model for subject in SUBJECTS for model in apps.get_app_config(subject).get_models(include_auto_created=True)
    ]
    with connection.cursor() as cursor:
        rows = {}
        for table in (model._meta.db_table for model in models):
            cursor.execute(f"SELECT * FROM {table} ORDER BY 1")  # noqa: S608 (our own tables)
            rows[table] = cursor.fetchall()
    return rows


def sweep(operation: Callable[[], object], *, repeats: bool = True) -> int:
    """Let each statement of an operation fail in turn, then let it succeed, then repeat it.

    A failure leaves every row as it was, the retry completes, and the repeat (which may be refused) changes nothing
    more. Return the number of its statements.
    """
    before, number, done = everything(), 0, False

    while not done:
        number += 1
        try:
            with connection.execute_wrapper(StatementFails(number)):
                operation()
        # Django keeps silent when the way back to a savepoint fails, and refuses what is asked next.
        except (OperationalError, TransactionManagementError):
            assert everything() == before, f"statement {number} left something behind"
        else:
            done = True

    after = everything()
    assert after != before
    if repeats:
        with suppress(DomainError):
            operation()
        assert everything() == after, "a repeat changed something"
    return number - 1


def operations_of(module) -> set[str]:
    """Return the names of the functions that a subject's `operations` offers."""
    functions = {name: each for name, each in getmembers(module, isfunction) if not name.startswith("_")}
    return {name for name, each in functions.items() if each.__module__.startswith(module.__name__)}
