"""Answers about what is sold."""

from dataclasses import dataclass

from poshtyar.catalog.models import ComparisonRow, Package
from poshtyar.sla.calendars import LevelTerms
from poshtyar.sla.queries import terms_by_level


@dataclass(frozen=True)
class ComparisonColumn:
    """A package on sale, with what its service level promises."""

    package: Package
    terms: LevelTerms


@dataclass(frozen=True)
class ComparisonCell:
    """What one package gives in one row: a tick or none, or its coins."""

    package: Package
    is_included: bool


@dataclass(frozen=True)
class ComparisonLine:
    """A row of the comparison with one cell for each package on sale."""

    row: ComparisonRow
    cells: tuple[ComparisonCell, ...]


@dataclass(frozen=True)
class ComparisonTable:
    """The public comparison (B4): the packages on sale as columns, the rows in the manager's order."""

    columns: tuple[ComparisonColumn, ...]
    lines: tuple[ComparisonLine, ...]


def comparison_table() -> ComparisonTable:
    """Return the comparison of the packages on sale, in four queries whatever its size."""
    packages = list(Package.objects.on_sale().select_related("service_level").order_by("position", "id"))
    terms = terms_by_level(package.service_level for package in packages)
    ticks = set(ComparisonRow.packages.through.objects.values_list("comparisonrow_id", "package_id"))
    return ComparisonTable(
        columns=tuple(ComparisonColumn(package, terms[package.service_level_id]) for package in packages),
        lines=tuple(
            ComparisonLine(
                row=row,
                cells=tuple(ComparisonCell(package, (row.pk, package.pk) in ticks) for package in packages),
            )
            for row in ComparisonRow.objects.order_by("position", "id")
        ),
    )


def rights_of_package(package: Package) -> frozenset[str]:
    """Return what a package allows beyond its coins: the rights of the rows ticked for it (B7, B17)."""
    return frozenset(package.comparison_rows.exclude(right="").values_list("right", flat=True))


def packages_by_right() -> dict[str, list[Package]]:
    """Return the packages on sale that give each right, smallest first; a right that none gives is absent."""
    giving: dict[str, list[Package]] = {}
    for package in Package.objects.on_sale().order_by("position", "id").prefetch_related("comparison_rows"):
        for right in {row.right for row in package.comparison_rows.all() if row.right}:
            giving.setdefault(right, []).append(package)
    return giving
