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
    packages = {
        package.code: Package.objects.create(**package._asdict(), service_level=levels[package.code], position=position)
        for position, package in enumerate(defaults.PACKAGES, start=1)
    }
    for position, default in enumerate(defaults.COMPARISON, start=1):
        facts = default._asdict()
        ticked = facts.pop("packages").split()
        row = ComparisonRow.objects.create(**facts, position=position)
        ComparisonCell.objects.bulk_create(
            ComparisonCell(row=row, package=packages[code], is_included=True) for code in ticked
        )


def _install_services() -> None:
    for position, ((code, name_fa, name_en), services) in enumerate(defaults.SERVICES.items(), start=1):
        group = ServiceGroup.objects.create(code=code, name_fa=name_fa, name_en=name_en, position=position)
        for place, service in enumerate(services, start=1):
            facts = service._asdict()
            facts["effort_minutes"] = facts.pop("minutes")
            facts["usual_obstacles"] = facts.pop("obstacles")
            made = Service(**facts, group=group, is_example=service.code in defaults.EXAMPLES, position=place)
            made.folded = made.words_to_find
            made.save(force_insert=True)
