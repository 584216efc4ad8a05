"""New rows whose SQL is composed once for each model in a process; see docs/decisions/0018."""

from functools import cache
from typing import Any, TypeVar

from django.db import DEFAULT_DB_ALIAS, connections
from django.db.models import Field, Model
from django.db.models.sql import InsertQuery

M = TypeVar("M", bound=Model)


def insert(row: M) -> M:
    """Write a new row, let it know its key as `save` does, and return it.

    Its model has no parents, and nobody waits for signals.
    """
    sql, fields = _inserting(type(row))
    row._prepare_related_fields_for_save(operation_name="save")  # type: ignore[attr-defined]
    connection = connections[DEFAULT_DB_ALIAS]
    values = [field.get_db_prep_save(field.pre_save(row, add=True), connection) for field in fields]
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        [row.pk] = cursor.fetchone()
    row._state.adding, row._state.db = False, DEFAULT_DB_ALIAS
    return row


@cache
def _inserting(model: type[Model]) -> tuple[str, tuple[Field, ...]]:
    """Return the statement that writes one row of a model, and the fields whose values it takes."""
    fields = tuple(field for field in model._meta.local_concrete_fields if not field.primary_key)
    query = InsertQuery(model)
    query.insert_values(fields, [model()])
    compiler: Any = query.get_compiler(using=DEFAULT_DB_ALIAS)
    compiler.returning_fields = [model._meta.pk]
    [(sql, values)] = compiler.as_sql()
    if len(values) != len(fields):
        raise TypeError(f"A field of {model.__name__} is no plain value, so its rows cannot be written this way.")
    return sql, fields
