"""Rows of a table."""

from typing import TypeVar

from django.db.models import Model, QuerySet

M = TypeVar("M", bound=Model)


def one_or_none(rows: QuerySet[M]) -> M | None:
    """Return the only row that there can be, or None; `first()` would ask for an order, a third of its work."""
    return next(iter(rows), None)
