"""The statements that every operation on coins makes, as SQL: one text for both databases.

Django composes a statement anew each time, and that was most of a hold's Python (docs/ledger.md, "Performance").
Single new rows are written by `common.insertion.insert`; what is rare is still left to Django.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any, NamedTuple, TypeVar

from django.db import connection
from django.db.models import Model

from poshtyar.wallet.models import Lot, Movement, Wallet

M = TypeVar("M", bound=Model)


class Mark(NamedTuple):
    """What tells an entry that the same request wrote from any other."""

    pk: int
    wallet: int
    key: str
    request_hash: str
    booked_at: datetime


def lock_wallet_of(organization_id: int) -> Wallet | None:
    """Lock the organization's wallet until the transaction ends, and return it, if there is one."""
    # SQLite has no locks of rows and needs none: there, whoever may write is alone.
    lock = " FOR UPDATE" if connection.features.has_select_for_update else ""
    return next(iter(_read(Wallet, f"organization_id = %s{lock}", [organization_id])), None)


def lots_with_free_coins(wallet: Wallet) -> list[Lot]:
    """Return the lots that have free coins, whether or not their time is over, in burn order (B3)."""
    order = "ORDER BY expires_at ASC NULLS LAST, rank ASC, id ASC"
    return _read(Lot, f"wallet_id = %s AND available > 0 {order}", [wallet.pk])


def marks_of(key: str, wallet: Wallet) -> list[Mark]:
    """Return the marks of the entry with this key and of the wallet's last one, in one round trip."""
    which = "idempotency_key = %s OR (wallet_id = %s AND seq = %s)"
    sql = f"SELECT id, wallet_id, idempotency_key, request_hash, booked_at FROM wallet_entry WHERE {which}"  # noqa: S608 (constants)
    return [Mark(*row) for row in _rows(sql, [key, wallet.pk, wallet.seq])]


def insert_movements(movements: Sequence[Movement]) -> None:
    """Write the lines of an entry in one statement; the trigger moves the counters of their lots."""
    if movements:
        values = [value for movement in movements for value in _values(movement)]
        _execute(_inserting(len(movements)), values)


def keep_count(wallet: Wallet) -> None:
    """Write the number of the wallet's last entry, and what it owes."""
    _execute("UPDATE wallet_wallet SET seq = %s, debt = %s WHERE id = %s", [wallet.seq, wallet.debt, wallet.pk])


def _read(model: type[M], where: str, values: Sequence[Any]) -> list[M]:
    """Return the rows that are asked for, whole."""
    names, columns = _columns(model)
    sql = f"SELECT {columns} FROM {model._meta.db_table} WHERE {where}"  # noqa: S608 (constants)
    return [model.from_db(connection.alias, names, row) for row in _rows(sql, values)]


def _rows(sql: str, values: Sequence[Any]) -> list[list[Any]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return [[_moment(value) for value in row] for row in cursor.fetchall()]


def _execute(sql: str, values: Sequence[Any]) -> None:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def _moment(value: Any) -> Any:
    """Return a value as it is, but a moment with its zone, which SQLite does not keep."""
    return value.replace(tzinfo=UTC) if isinstance(value, datetime) and value.tzinfo is None else value


@cache
def _columns(model: type[Model]) -> tuple[list[str], str]:
    """Return the names of a model's fields, and its columns as SQL."""
    fields = model._meta.concrete_fields
    return [field.attname for field in fields], ", ".join(str(field.column) for field in fields)


@cache
def _inserting(count: int) -> str:
    """Return the SQL that writes so many movements."""
    fields = [field for field in Movement._meta.concrete_fields if not field.primary_key]
    row = f"({', '.join(['%s'] * len(fields))})"
    columns = ", ".join(str(field.column) for field in fields)
    return f"INSERT INTO {Movement._meta.db_table} ({columns}) VALUES {', '.join([row] * count)}"  # noqa: S608 (constants)


def _values(movement: Movement) -> list[Any]:
    """Return what the columns of a new movement hold, as this database takes it."""
    fields = Movement._meta.concrete_fields
    return [f.get_db_prep_save(getattr(movement, f.attname), connection) for f in fields if not f.primary_key]
