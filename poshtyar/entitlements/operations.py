"""Starting the packages that organizations buy."""

from datetime import datetime

from poshtyar.accounts.models import Organization, User
from poshtyar.catalog.models import Package
from poshtyar.catalog.queries import rights_of_package
from poshtyar.common.transactions import operation
from poshtyar.entitlements.models import OwnedPackage
from poshtyar.events import operations as events


@operation
def activate_package(
    *,
    organization: Organization,
    package: Package,
    lot_reference: str,
    expires_at: datetime,
    actor: User,
    now: datetime,
) -> OwnedPackage:
    """Start a bought package: its rights and its service level are frozen as they are now.

    Called in the transaction that credits the lot; a second call for the same lot returns the first result.
    Records `entitlements.package_activated`.
    """
    owned, created = OwnedPackage.objects.get_or_create(
        lot_reference=lot_reference,
        defaults={
            "organization": organization,
            "package": package,
            "service_level": package.service_level,
            "rights": sorted(rights_of_package(package)),
            "activated_at": now,
            "expires_at": expires_at,
        },
    )
    if created:
        events.record(
            "entitlements.package_activated",
            actor=actor,
            now=now,
            organization=organization,
            owned_package_id=owned.pk,
            package=package.code,
        )
    return owned
