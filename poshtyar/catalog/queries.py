"""Answers about what is sold."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import QuerySet

from poshtyar.catalog.fitting import Priced, services_within
from poshtyar.catalog.limits import MOST_EXAMPLES, MOST_SERVICES
from poshtyar.catalog.models import ComparisonCell, ComparisonRow, Package, Service
from poshtyar.common.likeness import likest
from poshtyar.sla.calendars import LevelTerms
from poshtyar.sla.queries import terms_by_level


@dataclass(frozen=True)
class ComparisonColumn:
    """A package on sale, with what its service level promises."""

    package: Package
    terms: LevelTerms


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
    packages = list(Package.objects.on_sale().select_related("service_level").in_order())
    terms = terms_by_level(package.service_level for package in packages)
    return ComparisonTable(
        columns=tuple(ComparisonColumn(package, terms[package.service_level_id]) for package in packages),
        lines=comparison_lines(packages),
    )


def comparison_lines(packages: Iterable[Package]) -> tuple[ComparisonLine, ...]:
    """Return the rows in the manager's order, with one cell for each of these packages; two queries."""
    columns = list(packages)
    cells = {(cell.row_id, cell.package_id): cell for cell in ComparisonCell.objects.filter(package__in=columns)}
    return tuple(
        ComparisonLine(row, tuple(_cell(row, package, cells.get((row.pk, package.pk))) for package in columns))
        for row in ComparisonRow.objects.order_by("position", "id")
    )


def _cell(row: ComparisonRow, package: Package, kept: ComparisonCell | None) -> ComparisonCell:
    """Return the cell with its package at hand; a missing one is empty."""
    cell = kept or ComparisonCell(row=row)
    cell.package = package
    return cell


def rights_of_package(package: Package) -> frozenset[str]:
    """Return what a package allows beyond its coins: the rights of the rows ticked for it (B7, B17)."""
    return frozenset(_ticked().filter(package=package).values_list("row__right", flat=True))


@dataclass(frozen=True)
class Example:
    """A service of the home page, and how often the coins of a package cover it; 0 where that cannot be said."""

    service: Service
    times: int


def examples_within(coins: int) -> list[Example]:
    """Return the examples of the home page; a price that only begins somewhere is covered by no certain number."""
    services = Service.objects.listed().filter(is_example=True).in_order()[:MOST_EXAMPLES]
    return [
        Example(service, 0 if service.is_starting_price or not service.coins else coins // service.coins)
        for service in services
    ]


def affordable_services(coins: int) -> list[Priced]:
    """Return a few listed services that so many coins cover; those that begin at a price or need a right are none."""
    certain = Service.objects.listed().filter(coins__lte=coins, is_starting_price=False, required_right="")
    priced = certain.in_order().values_list("name_fa", "name_en", "coins", "group_id", "is_example")
    return services_within(coins, [Priced(*row) for row in priced])


def services_like(text: str, *, most: int) -> list[Service]:
    """Return the listed services whose names are most like a text of either language; one query, none for no text."""
    if not text:
        return []
    services = [*Service.objects.listed().in_order()[:MOST_SERVICES]]
    said = [(f"{one.name_fa} {one.name_en}", "") for one in services]
    return [services[place] for place in likest(text, said, most=most)]


def packages_by_right() -> dict[str, list[Package]]:
    """Return the packages on sale that give each right, in their order; a right that none gives is absent."""
    giving: dict[str, list[Package]] = {}
    cells = _ticked().filter(package__is_on_sale=True).select_related("package", "row")
    for cell in cells.order_by("package__position", "package_id", "id"):
        packages = giving.setdefault(cell.row.right, [])
        if cell.package not in packages:
            packages.append(cell.package)
    return giving


def _ticked() -> QuerySet[ComparisonCell]:
    """Return the ticks that give a right."""
    return ComparisonCell.objects.filter(is_included=True).exclude(row__right="")
