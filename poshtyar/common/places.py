"""The order of rows as people arrange it; places count from 1."""

from typing import Any

from django.db.models import Max, QuerySet
from django.utils.translation import gettext

from poshtyar.common.errors import DomainError


class NoSuchPlace(DomainError):
    """The list has no such place: the row stands first or last already."""

    code = "no_such_place"


def lock_all(rows: QuerySet) -> None:
    """Lock all rows, by key as everybody locks them; for tables that are small and changed as a whole."""
    list(rows.select_for_update().order_by("pk").values_list("pk"))


def last_place(rows: QuerySet) -> int:
    """Return the place after all rows, for a new one."""
    return (rows.aggregate(last=Max("position"))["last"] or 0) + 1


def put_in_place(row: Any, rows: QuerySet, place: int) -> int:
    """Put a row in a place among its neighbours, lock them all, and return the place where it stood.

    A place and not a step, so that a second click moves nothing further. Raises NoSuchPlace.
    """
    # Locked by key, as everybody locks them; the order that is being changed would let two of us wait for each other.
    order = sorted(rows.select_for_update().order_by("pk"), key=lambda one: (one.position, one.pk))
    if row not in order or not 1 <= place <= len(order):
        raise NoSuchPlace(gettext("It cannot be moved further."))
    stood = order.index(row)
    order.insert(place - 1, order.pop(stood))
    for position, one in enumerate(order, start=1):
        if one.position != position:
            one.position = position
            one.save(update_fields=["position"])
    return stood + 1
