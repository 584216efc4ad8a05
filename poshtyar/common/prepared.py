"""Queries whose SQL is composed once in a process and sent many times with other values.

Django composes a statement anew each time it is asked, which takes longer than to ask it: a third of a page's processor
time. What it composes depends on nothing but the values, so those of the pages that people use most are composed once,
by Django still, and read by Django's own iterators. See docs/decisions/0018.
"""

from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import datetime
from functools import update_wrapper
from inspect import signature
from typing import Any, Generic, TypeVar

from django.core.exceptions import EmptyResultSet
from django.db import DEFAULT_DB_ALIAS, connections, transaction
from django.db.models import Expression, Model, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

T = TypeVar("T")
# No column holds a larger number, so nothing is found by it, and SQLite could not be asked.
LARGEST = 2**63 - 1


@dataclass(frozen=True)
class _Hole:
    """The place of a value among a statement's parameters."""

    name: str


class _Slot(Expression):
    """What stands for a value while a query is composed."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name

    def as_sql(self, compiler, connection):
        """Return a placeholder, and the hole that a value will fill."""
        return "%s", [_Hole(self.name)]


class Prepared(Generic[T]):
    """A query with holes: call it with a value for each, by name, for its rows."""

    def __init__(self, compose: Callable[..., QuerySet[Any, T]]) -> None:
        """Keep how the query is made; its parameters are what each asking brings."""
        update_wrapper(self, compose)
        self._compose = compose
        self._names = frozenset(signature(compose).parameters)
        self._composed: tuple[QuerySet, _Composed] | None = None

    def __call__(self, **values: Any) -> list[T]:
        """Return the rows; one statement. A value is a number, a text, a moment, or a row in place of its key.

        Raises TypeError for any other value, and for names that the query does not have.
        """
        if values.keys() != self._names:
            raise TypeError(f"{self._compose.__name__} wants values for {sorted(self._names)}.")
        rows, compiler = self._once()
        read: Any = rows._iterable_class
        return list(read(_Asked(rows, compiler, values)))

    def first(self, **values: Any) -> T | None:
        """Return the first row, in the order that the query names, or None."""
        found = self(**values)
        return found[0] if found else None

    def get(self, **values: Any) -> T:
        """Return the only row; raises DoesNotExist of its model where there is none."""
        found = self(**values)
        if not found:
            raise self._once()[0].model.DoesNotExist
        return found[0]

    def _once(self) -> tuple[QuerySet, "_Composed"]:
        if self._composed is None:
            rows = self._compose(**{name: _Slot(name) for name in self._names})
            if rows._prefetch_related_lookups:  # type: ignore[attr-defined]
                raise TypeError("What is fetched after the rows cannot be prepared with them.")
            self._composed = rows, _Composed.of(rows.query.get_compiler(using=DEFAULT_DB_ALIAS))
        return self._composed


prepared = Prepared


def over_all(rows: QuerySet, **aggregates: Any) -> QuerySet:
    """Return a query of one row, the aggregates over all rows, in the order in which they are named."""
    return rows.order_by().values(everything=Value(1)).annotate(**aggregates).values_list(*aggregates)


class _Composed(SQLCompiler):
    """A compiler that has composed already, and fills the holes."""

    statement: tuple[str, tuple]
    values: Mapping[str, Any]
    converters: dict
    has_composite: bool

    @classmethod
    def of(cls, compiler: SQLCompiler) -> "_Composed":
        """Let a compiler compose, and keep what it then knows, but not the connection of its thread."""
        statement = compiler.as_sql()
        columns = [column[0] for column in compiler.select[: compiler.col_count]]
        known = {"statement": statement, "connection": None, "converters": compiler.get_converters(columns)}
        composed = cls(compiler.query, compiler.connection, compiler.using)
        composed.__dict__ |= compiler.__dict__ | known | {"has_composite": compiler.has_composite_fields(columns)}
        return composed

    def get_converters(self, expressions: list) -> dict:
        """Return what turns columns into values: it is the same for each asking."""
        return self.converters

    def has_composite_fields(self, expressions: Any) -> bool:
        """Return whether several columns make one value; so is this."""
        return self.has_composite

    def execute_sql(self, *args: Any, **kwargs: Any) -> Any:
        """Return all rows in one piece: who asks for few need not fetch by the hundred, and once more for the end."""
        try:
            sql, parameters = self.as_sql()
        except EmptyResultSet:
            return []
        with self.connection.cursor() as cursor:
            cursor.execute(sql, parameters)
            return [cursor.fetchall()]

    def as_sql(self, *args: Any, **kwargs: Any) -> tuple[str, tuple]:
        """Return the statement with this asking's values in it."""
        locks = self.query.select_for_update and self.connection.features.has_select_for_update
        if locks and self.connection.get_autocommit():
            raise transaction.TransactionManagementError("A row is locked inside a transaction only.")
        sql, parameters = self.statement
        return sql, tuple(self._filled(one) if isinstance(one, _Hole) else one for one in parameters)

    def _filled(self, hole: _Hole) -> Any:
        given = self.values[hole.name]
        value = given.pk if isinstance(given, Model) else given
        if not isinstance(value, int | str | datetime):
            # Compared with None, for one, every row would be left out without a word.
            raise TypeError(f"{hole.name} is {given!r}; a prepared query takes numbers, texts, moments and rows.")
        if isinstance(value, int) and not -LARGEST <= value <= LARGEST:
            raise EmptyResultSet
        return self.connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime) else value


class _Asked:
    """What Django's iterators of rows read of a QuerySet."""

    _known_related_objects: Mapping = {}

    def __init__(self, rows: QuerySet, compiler: _Composed, values: Mapping[str, Any]) -> None:
        self.model, self.db, self.query = rows.model, DEFAULT_DB_ALIAS, self
        self.compiler, self.values = compiler, values

    def get_compiler(self, using: str) -> _Composed:
        """Return a compiler of this asking's own: threads share the composed one."""
        mine = copy(self.compiler)
        mine.connection, mine.values = connections[using], self.values
        return mine
