"""The groups of the services: added, renamed, put in order, and deleted when they are empty."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import ProtectedError
from django.utils.translation import gettext

from poshtyar.accounts.models import User
from poshtyar.catalog.limits import MOST_GROUPS
from poshtyar.catalog.models import ServiceGroup
from poshtyar.catalog.operations.refusals import CatalogFull, InUse
from poshtyar.catalog.permissions import refuse_unless_manager
from poshtyar.common.codes import free_code
from poshtyar.common.editing import differences, made, refuse_stale, save_edited, unmade
from poshtyar.common.numbers import format_number
from poshtyar.common.places import last_place, lock_all, put_in_place
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events


@dataclass(frozen=True)
class GroupFacts:
    """What a manager says of a group."""

    name_fa: str
    name_en: str

    @property
    def fields(self) -> dict[str, Any]:
        """What stands in the group's row."""
        return dict(vars(self))


@operation
def add_service_group(*, facts: GroupFacts, actor: User, now: datetime) -> ServiceGroup:
    """Add a group, the last in order; adding the same names again returns the first.

    Raises NotAllowed, CatalogFull. Records `catalog.service_group_added`.
    """
    lock_services()
    refuse_unless_manager(actor)
    if standing := ServiceGroup.objects.filter(**facts.fields).first():
        return standing
    if ServiceGroup.objects.count() >= MOST_GROUPS:
        raise CatalogFull(gettext("There may be %(most)s groups.") % {"most": format_number(MOST_GROUPS)})

    group = ServiceGroup.objects.create(
        **facts.fields,
        code=free_code(ServiceGroup.objects.all(), facts.name_en, "group"),
        position=last_place(ServiceGroup.objects.all()),
    )
    _record("catalog.service_group_added", group, made(facts.fields), actor, now)
    return group


@operation
def change_service_group(
    *, group: ServiceGroup, facts: GroupFacts, version: int, actor: User, now: datetime
) -> ServiceGroup:
    """Rename a group; saying what stands already changes nothing.

    Raises NotAllowed, ChangedMeanwhile. Records `catalog.service_group_changed`.
    """
    lock_services()
    group = ServiceGroup.objects.get(pk=group.pk)
    refuse_unless_manager(actor)
    changes = differences(group, facts.fields)
    if not changes:
        return group

    save_edited(group, facts.fields, version)
    _record("catalog.service_group_changed", group, changes, actor, now)
    return group


@operation
def move_service_group(*, group: ServiceGroup, place: int, actor: User, now: datetime) -> None:
    """Put a group in a place of the list; where it stands already, nothing changes.

    Raises NotAllowed, NoSuchPlace. Records `catalog.service_group_moved`.
    """
    refuse_unless_manager(actor)
    earlier = put_in_place(group, ServiceGroup.objects.all(), place)
    if earlier != place:
        _record("catalog.service_group_moved", group, {"place": [earlier, place]}, actor, now)


@operation
def delete_service_group(*, group: ServiceGroup, version: int, actor: User, now: datetime) -> None:
    """Delete a group in which no service stands.

    Raises NotAllowed, ChangedMeanwhile, InUse. Records `catalog.service_group_deleted`.
    """
    lock_services()
    group = ServiceGroup.objects.get(pk=group.pk)
    refuse_unless_manager(actor)
    refuse_stale(group, version)

    _record("catalog.service_group_deleted", group, unmade(group, GroupFacts.__dataclass_fields__), actor, now)
    try:
        group.delete()
    except ProtectedError:
        raise InUse(gettext("Services stand in this group. Put them in other groups first.")) from None


def lock_services() -> None:
    """Lock the groups, all of them: whoever changes a group or a service holds them first."""
    lock_all(ServiceGroup.objects.all())


def _record(kind: str, group: ServiceGroup, changes: dict[str, list], actor: User, now: datetime) -> None:
    events.record(kind, actor=actor, now=now, group_id=group.pk, code=group.code, changes=changes)
