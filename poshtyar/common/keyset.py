"""Pages of a long list by the row they end with: nothing is counted or skipped over, and nothing lost when rows move.

A page by its number reads every row before it, and shows a row twice, or never, when one came in between.
"""

import base64
import binascii
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import F, Model, OrderBy, Q, QuerySet


@dataclass(frozen=True)
class Key:
    """A column of an order; the last one of an order is unique. Empty values come last."""

    name: str
    descending: bool = False
    may_be_empty: bool = False


Order = Sequence[Key]
EARLIEST_ORDER, LATEST_ORDER = (Key("id"),), (Key("id", descending=True),)


@dataclass(frozen=True)
class Page:
    """Some rows of a list, and the marks by which the pages around them are asked for; empty where there is none."""

    rows: list
    before: str
    after: str

    def __iter__(self) -> Iterator:
        return iter(self.rows)


def marks_in(asked: Mapping[str, str]) -> dict[str, str]:
    """Return the marks that stand in an address, as `page_of` takes them."""
    return {name: asked.get(name, "") for name in ("after", "before")}


def ordering(order: Order, *, backwards: bool = False) -> list:
    """Return what `order_by` takes."""
    place = {"nulls_first" if backwards else "nulls_last": True}
    return [_directed(key, place if key.may_be_empty else {}, backwards=backwards) for key in order]


def _directed(key: Key, place: dict, *, backwards: bool) -> OrderBy:
    return F(key.name).desc(**place) if key.descending != backwards else F(key.name).asc(**place)


def page_of(rows: QuerySet, order: Order, *, size: int, after: str = "", before: str = "") -> Page:
    """Return the rows after or before a mark, else the first ones; a mark that means nothing is as none."""
    backwards = bool(before)
    values = _read(before or after, rows.model, order)
    if values is None:
        backwards = False
    else:
        rows = rows.filter(_beyond(order, values, backwards=backwards))
    found = list(first_rows(rows, order, size=size, backwards=backwards))
    return page_from(found, order, size=size, backwards=backwards, is_first=values is None)


def first_rows(rows: QuerySet, order: Order, *, size: int, backwards: bool = False) -> QuerySet:
    """Return the query of a page from its beginning, with one row more, which tells whether there are more."""
    return rows.order_by(*ordering(order, backwards=backwards))[: size + 1]


def page_from(found: list, order: Order, *, size: int, backwards: bool = False, is_first: bool = True) -> Page:
    """Return the page of rows that were found by `first_rows`."""
    has_more, found = len(found) > size, found[:size]
    if backwards:
        found.reverse()
    has_before, has_after = (has_more, True) if backwards else (not is_first, has_more)
    return Page(
        rows=found,
        before=_mark(found[0], order) if found and has_before else "",
        after=_mark(found[-1], order) if found and has_after else "",
    )


def _beyond(order: Order, values: list, *, backwards: bool) -> Q:
    """Return the condition that a row stands after these values, or before them."""
    found, equal = Q(), Q()
    for key, value in zip(order, values, strict=True):
        found |= equal & _step(key, value, backwards=backwards)
        equal &= Q(**{f"{key.name}__isnull": True}) if value is None else Q(**{key.name: value})
    return found


def _step(key: Key, value: Any, *, backwards: bool) -> Q:
    if value is None:
        # Nothing stands after what is empty, and everything that is not stands before it.
        return Q(**{f"{key.name}__isnull": False}) if backwards else Q(pk__in=[])
    step = Q(**{f"{key.name}__{'lt' if key.descending != backwards else 'gt'}": value})
    return step | Q(**{f"{key.name}__isnull": True}) if key.may_be_empty and not backwards else step


def _mark(row: Model, order: Order) -> str:
    values = [getattr(row, key.name) for key in order]
    text = json.dumps([value.isoformat() if isinstance(value, datetime) else value for value in values])
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _read(mark: str, model: type[Model], order: Order) -> list | None:
    """Return the values of a mark, or None; it comes from an address, where anything may stand."""
    try:
        values = json.loads(base64.urlsafe_b64decode(mark + "=" * (-len(mark) % 4)))
        if not isinstance(values, list) or len(values) != len(order):
            return None
        return [_value(model, key, value) for key, value in zip(order, values, strict=True)]
    except (ValueError, TypeError, OverflowError, RecursionError, ValidationError, binascii.Error):
        return None


def _value(model: type[Model], key: Key, value: Any) -> Any:
    field: Any = model._meta.get_field(key.name)
    value = field.to_python(value)
    if (value is None and not key.may_be_empty) or "\0" in str(value):
        raise ValueError(key.name)
    # The first and the last day that Python knows have no hour in other zones: that is told here, not in a query.
    return value.astimezone(UTC) if isinstance(value, datetime) else value
