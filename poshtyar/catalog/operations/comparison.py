"""The comparison table: its rows, and what each package gives in each of them."""

from collections.abc import Iterable

from django.db.models import F

from poshtyar.catalog.models import ComparisonCell, ComparisonRow, Package


def lock_comparison() -> tuple[list[Package], list[ComparisonRow]]:
    """Lock the packages and then the rows, all of them: who changes a cell changes one of each.

    The tables are small, and one order of locking for every change means that no two wait for each other.
    """
    packages = Package.objects.select_for_update().order_by("pk")
    return list(packages), list(ComparisonRow.objects.select_for_update().order_by("pk"))


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
