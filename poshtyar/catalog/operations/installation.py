"""What a new agency sells until a manager says otherwise."""

from poshtyar.catalog import defaults
from poshtyar.catalog.models import ComparisonCell, ComparisonRow, Package, Service, ServiceGroup
from poshtyar.common.transactions import operation
from poshtyar.sla import operations as sla


@operation
def install_default_catalog() -> None:
    """Make the packages with their service levels and comparison, and the services, that a new agency starts with.

    Each of the two all or none: where a manager has any, nothing is overwritten, and what was deleted or renamed
    does not come back.
    """
    if not Package.objects.exists() and not ComparisonRow.objects.exists():
        _install_packages()
    if not ServiceGroup.objects.exists():
        _install_services()


def _install_packages() -> None:
    levels = sla.install_default_levels()
    packages = Package.objects.bulk_create(
        Package(**package._asdict(), service_level=levels[package.code], position=position)
        for position, package in enumerate(defaults.PACKAGES, start=1)
    )
    by_code = {package.code: package for package in packages}
    facts = [row._asdict() for row in defaults.COMPARISON]
    ticks = [row.pop("packages").split() for row in facts]
    rows = ComparisonRow.objects.bulk_create(
        ComparisonRow(**row, position=position) for position, row in enumerate(facts, start=1)
    )
    ComparisonCell.objects.bulk_create(
        ComparisonCell(row=row, package=by_code[code], is_included=True)
        for row, codes in zip(rows, ticks, strict=True)
        for code in codes
    )


def _install_services() -> None:
    groups = ServiceGroup.objects.bulk_create(
        ServiceGroup(code=code, name_fa=name_fa, name_en=name_en, position=position)
        for position, (code, name_fa, name_en) in enumerate(defaults.SERVICES, start=1)
    )
    Service.objects.bulk_create(
        _service(default, group, place)
        for group, services in zip(groups, defaults.SERVICES.values(), strict=True)
        for place, default in enumerate(services, start=1)
    )


def _service(default: defaults.DefaultService, group: ServiceGroup, place: int) -> Service:
    facts = default._asdict()
    facts["effort_minutes"] = facts.pop("minutes")
    facts["usual_obstacles"] = ",".join(defaults.OBSTACLES[letter] for letter in facts.pop("obstacles"))
    made = Service(**facts, group=group, is_example=default.code in defaults.EXAMPLES, position=place)
    made.folded = made.words_to_find
    return made
