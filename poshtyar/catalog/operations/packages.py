"""The packages: made, changed, put in order, withdrawn, and deleted while nobody has ordered them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import F, ProtectedError
from django.utils.translation import gettext

from poshtyar.accounts.models import User
from poshtyar.catalog.limits import MOST_PACKAGE_COINS, MOST_PACKAGES, MOST_PRICE_RIAL, MOST_VALIDITY_DAYS
from poshtyar.catalog.models import ComparisonRow, Package
from poshtyar.catalog.operations.comparison import lock_comparison, rows_of, tick_rows
from poshtyar.catalog.operations.refusals import CatalogFull, CodeTaken, InUse, TermsOutOfRange
from poshtyar.catalog.permissions import refuse_unless_manager
from poshtyar.common.editing import differences, made, refuse_stale, save_edited, unmade
from poshtyar.common.numbers import format_number, format_toman
from poshtyar.common.places import last_place, put_in_place
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events
from poshtyar.sla.models import ServiceLevel


@dataclass(frozen=True)
class PackageFacts:
    """What a manager says of a package; `rows` are those that are ticked for it in the comparison."""

    code: str
    name_fa: str
    name_en: str
    coins: int
    price_rial: int
    service_level: ServiceLevel
    validity_days: int = 365
    summary_fa: str = ""
    summary_en: str = ""
    is_on_sale: bool = True
    rows: tuple[ComparisonRow, ...] = ()

    @property
    def fields(self) -> dict[str, Any]:
        """What stands in the package's own row."""
        return {name: value for name, value in vars(self).items() if name != "rows"}


@operation
def create_package(*, facts: PackageFacts, actor: User, now: datetime) -> Package:
    """Make a package, the last in order; making the same one again returns the first.

    Raises NotAllowed, TermsOutOfRange, CodeTaken, CatalogFull. Records `catalog.package_created`.
    """
    lock_comparison()
    refuse_unless_manager(actor)
    _refuse_wrong(facts)
    if standing := Package.objects.filter(code=facts.code).first():
        if differences(standing, facts.fields) or set(rows_of(standing)) != set(facts.rows):
            raise _code_taken(facts)
        return standing
    if Package.objects.count() >= MOST_PACKAGES:
        raise CatalogFull(
            gettext("There may be %(most)s packages, with those withdrawn from sale.")
            % {"most": format_number(MOST_PACKAGES)}
        )

    package = Package.objects.create(**facts.fields, position=last_place(Package.objects.all()))
    ticked = tick_rows(package, facts.rows)
    events.record(
        "catalog.package_created",
        actor=actor,
        now=now,
        package_id=package.pk,
        code=package.code,
        changes=made(facts.fields) | ticked,
    )
    return package


@operation
def change_package(*, package: Package, facts: PackageFacts, version: int, actor: User, now: datetime) -> Package:
    """Change what is sold from now on; orders that stand and packages that are owned keep their terms (B33).

    Saying what stands already changes nothing. Raises NotAllowed, TermsOutOfRange, CodeTaken, ChangedMeanwhile.
    Records `catalog.package_changed`.
    """
    lock_comparison()
    package = Package.objects.select_related("service_level").get(pk=package.pk)
    refuse_unless_manager(actor)
    _refuse_wrong(facts)
    changes = differences(package, facts.fields)
    if not changes and set(rows_of(package)) == set(facts.rows):
        return package
    if Package.objects.filter(code=facts.code).exclude(pk=package.pk).exists():
        raise _code_taken(facts)

    save_edited(package, facts.fields, version)
    changes |= tick_rows(package, facts.rows)
    events.record(
        "catalog.package_changed", actor=actor, now=now, package_id=package.pk, code=package.code, changes=changes
    )
    return package


@operation
def move_package(*, package: Package, place: int, actor: User, now: datetime) -> None:
    """Put a package in a place among the columns; where it stands already, nothing changes.

    Raises NotAllowed, NoSuchPlace. Records `catalog.package_moved`.
    """
    refuse_unless_manager(actor)
    earlier = put_in_place(package, Package.objects.all(), place)
    if earlier != place:
        events.record(
            "catalog.package_moved",
            actor=actor,
            now=now,
            package_id=package.pk,
            code=package.code,
            changes={"place": [earlier, place]},
        )


@operation
def delete_package(*, package: Package, version: int, actor: User, now: datetime) -> None:
    """Delete a package that nobody has ever ordered; any other can be withdrawn from sale.

    Raises NotAllowed, ChangedMeanwhile, InUse. Records `catalog.package_deleted`.
    """
    lock_comparison()
    package = Package.objects.select_related("service_level").get(pk=package.pk)
    refuse_unless_manager(actor)
    refuse_stale(package, version)

    rows = rows_of(package)
    fields = [name for name in PackageFacts.__dataclass_fields__ if name != "rows"]
    changes = unmade(package, fields) | {"rows": [[row.code for row in rows], None]}
    events.record(
        "catalog.package_deleted", actor=actor, now=now, package_id=package.pk, code=package.code, changes=changes
    )
    try:
        package.delete()
    except ProtectedError:
        raise InUse(
            gettext("This package has been ordered, so it stays. You can withdraw it from sale instead.")
        ) from None
    ComparisonRow.objects.filter(pk__in=[row.pk for row in rows]).update(version=F("version") + 1)


def _refuse_wrong(facts: PackageFacts) -> None:
    """Raise TermsOutOfRange for numbers that no package sells."""
    sold = (
        (facts.coins, MOST_PACKAGE_COINS),
        (facts.price_rial, MOST_PRICE_RIAL),
        (facts.validity_days, MOST_VALIDITY_DAYS),
    )
    if any(not 0 < number <= most for number, most in sold):
        raise TermsOutOfRange(
            gettext("A package sells 1 to %(coins)s coins for at most %(price)s, valid for 1 to %(days)s days.")
            % {
                "coins": format_number(MOST_PACKAGE_COINS),
                "price": format_toman(MOST_PRICE_RIAL),
                "days": format_number(MOST_VALIDITY_DAYS),
            }
        )


def _code_taken(facts: PackageFacts) -> CodeTaken:
    return CodeTaken(gettext("The code “%s” belongs to another package.") % facts.code)
