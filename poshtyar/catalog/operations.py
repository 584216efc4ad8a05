"""Changes of what is sold."""

from django.db import transaction

from poshtyar.catalog import defaults
from poshtyar.catalog.models import ComparisonRow, Package, Service, ServiceGroup
from poshtyar.sla import operations as sla


@transaction.atomic
def install_default_catalog() -> None:
    """Make the packages, service levels, comparison and services that a new agency starts with.

    What exists is left as it is, so running it again is harmless and no manager's edit is lost.
    """
    levels = sla.install_default_levels()
    packages = {}
    for position, package in enumerate(defaults.PACKAGES, start=1):
        packages[package.code], _ = Package.objects.get_or_create(
            code=package.code,
            defaults={**package._asdict(), "service_level": levels[package.code], "position": position},
        )

    for position, default in enumerate(defaults.COMPARISON, start=1):
        facts = default._asdict()
        ticked = facts.pop("packages").split()
        row, is_new = ComparisonRow.objects.get_or_create(code=default.code, defaults={**facts, "position": position})
        if is_new:
            row.packages.set(packages[code] for code in ticked)

    for position, ((code, name_fa, name_en), services) in enumerate(defaults.SERVICES.items(), start=1):
        group, _ = ServiceGroup.objects.get_or_create(
            code=code, defaults={"name_fa": name_fa, "name_en": name_en, "position": position}
        )
        for place, service in enumerate(services, start=1):
            facts = service._asdict()
            facts["effort_minutes"] = facts.pop("minutes")
            facts["usual_obstacles"] = facts.pop("obstacles")
            facts["is_example"] = service.code in defaults.EXAMPLES
            Service.objects.get_or_create(code=service.code, defaults={**facts, "group": group, "position": place})
