"""The comparison table: its rows, and what each package gives in each of them."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F
from django.utils.translation import gettext

from poshtyar.accounts.models import User
from poshtyar.catalog.limits import MOST_ROWS
from poshtyar.catalog.models import ComparisonCell, ComparisonRow, Package
from poshtyar.catalog.operations.refusals import CatalogFull
from poshtyar.catalog.permissions import refuse_unless_manager
from poshtyar.common.codes import free_code
from poshtyar.common.editing import differences, made, refuse_stale, save_edited, unmade
from poshtyar.common.numbers import format_number
from poshtyar.common.places import last_place, lock_all, put_in_place
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events


@dataclass(frozen=True)
class CellFacts:
    """What one package gives in one row: whether it is included, and words that stand there instead of the tick."""

    is_included: bool = False
    text_fa: str = ""
    text_en: str = ""


@dataclass(frozen=True)
class RowFacts:
    """What a manager says of a row; the cells of a package that `cells` does not name stay as they are."""

    label_fa: str
    label_en: str
    explanation_fa: str = ""
    explanation_en: str = ""
    right: str = ""
    shows_coins: bool = False
    cells: Mapping[Package, CellFacts] = field(default_factory=dict)

    @property
    def fields(self) -> dict[str, Any]:
        """What stands in the row's own line of its table."""
        return {name: value for name, value in vars(self).items() if name != "cells"}


@operation
def add_comparison_row(*, facts: RowFacts, actor: User, now: datetime) -> ComparisonRow:
    """Add a row, the last in order; adding the same one again returns the first.

    Raises NotAllowed, CatalogFull. Records `catalog.comparison_row_added`.
    """
    lock_comparison()
    refuse_unless_manager(actor)
    for standing in ComparisonRow.objects.filter(**facts.fields):
        if not _cell_changes(standing, facts.cells):
            return standing
    if ComparisonRow.objects.count() >= MOST_ROWS:
        raise CatalogFull(gettext("There may be %(most)s rows.") % {"most": format_number(MOST_ROWS)})

    row = ComparisonRow.objects.create(
        **facts.fields,
        code=free_code(ComparisonRow.objects.all(), facts.label_en, "row"),
        position=last_place(ComparisonRow.objects.all()),
    )
    changes = made(facts.fields) | _write_cells(row, facts.cells)
    events.record("catalog.comparison_row_added", actor=actor, now=now, row_id=row.pk, code=row.code, changes=changes)
    return row


@operation
def change_comparison_row(
    *, row: ComparisonRow, facts: RowFacts, version: int, actor: User, now: datetime
) -> ComparisonRow:
    """Change what a row says and what the packages give in it; packages that are owned keep their rights.

    Saying what stands already changes nothing. Raises NotAllowed, ChangedMeanwhile.
    Records `catalog.comparison_row_changed`.
    """
    lock_comparison()
    row = ComparisonRow.objects.get(pk=row.pk)
    refuse_unless_manager(actor)
    changes = differences(row, facts.fields)
    if not changes and not _cell_changes(row, facts.cells):
        return row

    save_edited(row, facts.fields, version)
    changes |= _write_cells(row, facts.cells)
    events.record("catalog.comparison_row_changed", actor=actor, now=now, row_id=row.pk, code=row.code, changes=changes)
    return row


@operation
def move_comparison_row(*, row: ComparisonRow, place: int, actor: User, now: datetime) -> None:
    """Put a row in a place of the table; where it stands already, nothing changes.

    Raises NotAllowed, NoSuchPlace. Records `catalog.comparison_row_moved`.
    """
    refuse_unless_manager(actor)
    earlier = put_in_place(row, ComparisonRow.objects.all(), place)
    if earlier != place:
        changes = {"place": [earlier, place]}
        events.record(
            "catalog.comparison_row_moved", actor=actor, now=now, row_id=row.pk, code=row.code, changes=changes
        )


@operation
def delete_comparison_row(*, row: ComparisonRow, version: int, actor: User, now: datetime) -> None:
    """Delete a row with its cells; packages sold from now on lack its right, those that are owned keep it.

    Raises NotAllowed, ChangedMeanwhile. Records `catalog.comparison_row_deleted`.
    """
    lock_comparison()
    row = ComparisonRow.objects.get(pk=row.pk)
    refuse_unless_manager(actor)
    refuse_stale(row, version)

    cells = _cells_of(row)
    changes = unmade(row, [name for name in RowFacts.__dataclass_fields__ if name != "cells"])
    changes["cells"] = [{package.code: asdict(cell) for package, cell in cells.items()}, None]
    Package.objects.filter(pk__in=[package.pk for package in cells]).update(version=F("version") + 1)
    events.record("catalog.comparison_row_deleted", actor=actor, now=now, row_id=row.pk, code=row.code, changes=changes)
    row.delete()


def lock_comparison() -> None:
    """Lock the packages and then the rows, all of them: who changes a cell changes one of each.

    The tables are small, and one order of locking for every change means that no two wait for each other.
    """
    for table in (Package, ComparisonRow):
        lock_all(table.objects.all())


def rows_of(package: Package) -> list[ComparisonRow]:
    """Return the rows that are ticked for a package, in the order of their codes."""
    return list(ComparisonRow.objects.filter(cells__package=package, cells__is_included=True).order_by("code"))


def tick_rows(package: Package, rows: Iterable[ComparisonRow]) -> dict[str, list]:
    """Tick exactly these rows for a package, and return what that changes; the caller holds the locks."""
    before, after = rows_of(package), sorted(set(rows), key=lambda row: row.code)
    changed = set(before) ^ set(after)
    for row in changed:
        ComparisonCell.objects.update_or_create(row=row, package=package, defaults={"is_included": row in after})
    ComparisonRow.objects.filter(pk__in=[row.pk for row in changed]).update(version=F("version") + 1)
    return {"rows": [[row.code for row in before], [row.code for row in after]]} if changed else {}


def _cells_of(row: ComparisonRow) -> dict[Package, CellFacts]:
    """Return what the packages give in a row; a package without a cell gives nothing."""
    kept = {cell.package_id: cell for cell in row.cells.all()}
    return {package: _facts_of(kept[package.pk]) for package in Package.objects.in_order() if package.pk in kept}


def _facts_of(cell: ComparisonCell) -> CellFacts:
    return CellFacts(cell.is_included, cell.text_fa, cell.text_en)


def _cell_changes(row: ComparisonRow, cells: Mapping[Package, CellFacts]) -> dict[Package, tuple[CellFacts, CellFacts]]:
    """Return the packages whose cells would change, each with its cell before and after."""
    kept, empty = _cells_of(row), CellFacts()
    return {
        package: (kept.get(package, empty), cell) for package, cell in cells.items() if kept.get(package, empty) != cell
    }


def _write_cells(row: ComparisonRow, cells: Mapping[Package, CellFacts]) -> dict[str, list]:
    """Write the cells that change, raise their packages' versions, and return what changed."""
    changed = _cell_changes(row, cells)
    for package, (_before, cell) in changed.items():
        ComparisonCell.objects.update_or_create(row=row, package=package, defaults=asdict(cell))
    Package.objects.filter(pk__in=[package.pk for package in changed]).update(version=F("version") + 1)
    if not changed:
        return {}
    return {"cells": [{package.code: asdict(pair[n]) for package, pair in changed.items()} for n in (0, 1)]}
