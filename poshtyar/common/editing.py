"""Rows that several people edit in forms: nobody's change is overwritten unseen, and what changed is told."""

from collections.abc import Iterable, Mapping
from typing import Any

from django.db import models
from django.utils.translation import gettext

from poshtyar.common.errors import DomainError


class ChangedMeanwhile(DomainError):
    """Somebody else changed the row after the form was opened."""

    code = "changed_meanwhile"


class Edited(models.Model):
    """A row whose states are numbered, so that a form can say with which one it was opened."""

    version = models.PositiveIntegerField(default=1, db_default=1, help_text="goes up with every change")

    class Meta:
        abstract = True


def differences(row: models.Model, facts: Mapping[str, Any]) -> dict[str, list]:
    """Return what these facts would change: by field, its value before and after, as an event keeps them."""
    return {
        field: [_plain(getattr(row, field)), _plain(value)]
        for field, value in facts.items()
        if getattr(row, field) != value
    }


def save_edited(row: Edited, facts: Mapping[str, Any], version: int) -> None:
    """Write the facts into a locked row, as the next version of it.

    Raises ChangedMeanwhile unless the row still is as it was when the form was opened.
    """
    refuse_stale(row, version)
    for field, value in facts.items():
        setattr(row, field, value)
    row.version += 1
    row.save(update_fields=[*facts, "version"])


def refuse_stale(row: Edited, version: int) -> None:
    """Raise ChangedMeanwhile unless the row still has this version."""
    if row.version != version:
        raise ChangedMeanwhile(
            gettext(
                "Somebody changed this after you opened it, so nothing was saved yet. "
                "What you typed is still here; compare it with what stands now, and save again if yours is right."
            )
        )


def made(facts: Mapping[str, Any]) -> dict[str, list]:
    """Return the facts of a new row as changes from nothing."""
    return {field: [None, _plain(value)] for field, value in facts.items()}


def unmade(row: models.Model, fields: Iterable[str]) -> dict[str, list]:
    """Return what a row that goes says in these fields as changes to nothing."""
    return {field: [_plain(getattr(row, field)), None] for field in fields}


def _plain(value: Any) -> Any:
    """Return a value as JSON holds it: a row by its name, which is its code."""
    return value if value is None or isinstance(value, (bool, int, str)) else str(value)
