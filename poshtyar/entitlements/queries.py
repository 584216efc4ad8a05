"""What an organization's packages allow (B7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from poshtyar.accounts.models import Organization
from poshtyar.entitlements.models import OwnedPackage
from poshtyar.sla.models import ServiceLevel
from poshtyar.wallet import queries as wallet


@dataclass(frozen=True)
class Rights:
    """The best of each right of the active packages."""

    owned: tuple[OwnedPackage, ...] = ()
    rights: frozenset[str] = frozenset()
    service_level: ServiceLevel | None = None
    rank: int = 0

    @property
    def has_package(self) -> bool:
        """Whether any package is active."""
        return bool(self.owned)


def rights_of(organization: Organization, now: datetime) -> Rights:
    """Return the rights of the packages whose date has not come and which have coins, free or set aside (B7)."""
    return _best(package for package, coins in _packages_with_coins(organization, now) if coins > 0)


def rights_ending(organization: Organization, coins: int, now: datetime) -> frozenset[str]:
    """Return the rights that would end when these coins are used, for the warning before approval (B7)."""
    packages = _packages_with_coins(organization, now)
    used = dict(wallet.plan_hold(organization, coins, now))
    left = _best(package for package, rest in packages if rest - used.get(package.lot_reference, 0) > 0)
    return _best(package for package, rest in packages if rest > 0).rights - left.rights


def _packages_with_coins(organization: Organization, now: datetime) -> list[tuple[OwnedPackage, int]]:
    """Return the packages before their date, each with its lot's coins that are free or set aside."""
    owned = list(
        OwnedPackage.objects.filter(organization=organization, expires_at__gt=now)
        .select_related("package", "service_level__calendar")
        .order_by("expires_at", "pk")
    )
    standings = wallet.lot_standings([package.lot_reference for package in owned], now) if owned else {}
    return [
        (package, standing.available + standing.held)
        for package in owned
        if (standing := standings.get(package.lot_reference))
    ]


def _best(packages: Iterable[OwnedPackage]) -> Rights:
    owned = tuple(packages)
    if not owned:
        return Rights()
    level = max((package.service_level for package in owned), key=lambda level: level.rank)
    return Rights(
        owned=owned,
        rights=frozenset().union(*(package.rights for package in owned)),
        service_level=level,
        rank=level.rank,
    )
