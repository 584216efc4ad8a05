"""What an organization's packages allow (B7)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from poshtyar.accounts.models import Organization
from poshtyar.common.prepared import prepared
from poshtyar.entitlements.models import OwnedPackage
from poshtyar.sla.models import ServiceLevel
from poshtyar.wallet import queries as wallet


def _living(organization, now):
    living = OwnedPackage.objects.filter(organization=organization, expires_at__gt=now)
    return living.select_related("service_level").order_by("expires_at", "pk")


@prepared
def _packages(organization, now):
    return _living(organization, now)


@prepared
def _named_packages(organization, now):
    return _living(organization, now).select_related("package")


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


def rights_of(organization: Organization, now: datetime, *, with_packages: bool = False) -> Rights:
    """Return the rights of the packages whose date has not come and which have coins, free or set aside (B7).

    Who shows the packages' names asks for them too.
    """
    found = _packages_with_lots(organization, now, named=with_packages)
    return _best(package for package, lot in found if lot.available + lot.held > 0)


def rights_ending(organization: Organization, coins: int, now: datetime) -> frozenset[str]:
    """Return the rights that end with the work which takes these coins, for the warning before approval (B7).

    A package ends with the work that takes its last free coins, though coins set aside keep it until they are used.
    """
    taken = dict(wallet.plan_hold(organization, coins, now))
    used_up, left = [], []
    for package, lot in _packages_with_lots(organization, now):
        if lot.available > taken.get(package.lot_reference, 0):
            left.append(package)
        elif lot.available:
            used_up.append(package)
    return _best(used_up).rights - _best(left).rights


def _packages_with_lots(
    organization: Organization, now: datetime, *, named: bool = False
) -> list[tuple[OwnedPackage, wallet.LotStanding]]:
    """Return the packages before their date, each with what is left of its lot."""
    owned = (_named_packages if named else _packages)(organization=organization, now=now)
    standings = wallet.lot_standings(organization, now) if owned else {}
    return [(package, lot) for package in owned if (lot := standings.get(package.lot_reference))]


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
