"""Service levels: made and changed by a manager; open tickets keep the promise they were opened with."""

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db.models import ProtectedError
from django.utils.translation import gettext

from poshtyar.common.codes import free_code
from poshtyar.common.editing import differences, made, refuse_stale, save_edited, unmade
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.common.numbers import format_number
from poshtyar.common.places import lock_all
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events
from poshtyar.sla.limits import HIGHEST_RANK, LONGEST_TARGET_MINUTES, MOST_LEVELS
from poshtyar.sla.models import Calendar, ServiceLevel

if TYPE_CHECKING:
    from poshtyar.accounts.models import User


class TargetsOutOfRange(DomainError):
    """A level would promise what cannot be kept or makes no sense."""

    code = "targets_out_of_range"


class TooManyLevels(DomainError):
    """There are as many levels as one may have."""

    code = "too_many_levels"


class LevelInUse(DomainError):
    """A package or a ticket has the level."""

    code = "level_in_use"


@dataclass(frozen=True)
class LevelFacts:
    """What a manager says of a level; the targets are minutes of its calendar's service time."""

    name_fa: str
    name_en: str
    calendar: Calendar
    general_minutes: int
    emergency_minutes: int
    rank: int = 0
    has_phone: bool = False

    @property
    def fields(self) -> dict[str, Any]:
        """What stands in the level's row."""
        return dict(vars(self))


@operation
def create_service_level(*, facts: LevelFacts, actor: "User", now: datetime) -> ServiceLevel:
    """Make a level that packages may have; making the same one again returns the first.

    Raises NotAllowed, TargetsOutOfRange, TooManyLevels. Records `sla.service_level_created`.
    """
    lock_all(ServiceLevel.objects.all())
    _refuse_unless_manager(actor)
    _refuse_wrong(facts)
    if standing := ServiceLevel.objects.filter(**facts.fields).first():
        return standing
    if ServiceLevel.objects.count() >= MOST_LEVELS:
        raise TooManyLevels(gettext("There may be %(most)s service levels.") % {"most": format_number(MOST_LEVELS)})

    level = ServiceLevel.objects.create(
        **facts.fields, code=free_code(ServiceLevel.objects.all(), facts.name_en, "level")
    )
    events.record(
        "sla.service_level_created",
        actor=actor,
        now=now,
        level_id=level.pk,
        code=level.code,
        changes=made(facts.fields),
    )
    return level


@operation
def change_service_level(
    *, level: ServiceLevel, facts: LevelFacts, version: int, actor: "User", now: datetime
) -> ServiceLevel:
    """Change what is promised to tickets that are opened from now on, of every package with this level.

    Open tickets keep their promise and their rank (B7). Saying what stands already changes nothing.
    Raises NotAllowed, TargetsOutOfRange, ChangedMeanwhile. Records `sla.service_level_changed`.
    """
    level = _locked(level)
    _refuse_unless_manager(actor)
    _refuse_wrong(facts)
    changes = differences(level, facts.fields)
    if not changes:
        return level

    save_edited(level, facts.fields, version)
    events.record(
        "sla.service_level_changed", actor=actor, now=now, level_id=level.pk, code=level.code, changes=changes
    )
    return level


@operation
def delete_service_level(*, level: ServiceLevel, version: int, actor: "User", now: datetime) -> None:
    """Delete a level that no package has, on sale or owned, and that no ticket was opened with.

    Raises NotAllowed, ChangedMeanwhile, LevelInUse. Records `sla.service_level_deleted`.
    """
    level = _locked(level)
    _refuse_unless_manager(actor)
    refuse_stale(level, version)

    changes = unmade(level, LevelFacts.__dataclass_fields__)
    events.record(
        "sla.service_level_deleted", actor=actor, now=now, level_id=level.pk, code=level.code, changes=changes
    )
    try:
        level.delete()
    except ProtectedError:
        raise LevelInUse(
            gettext("A package or a ticket has this service level, so it stays. Give the packages another one first.")
        ) from None


def _locked(level: ServiceLevel) -> ServiceLevel:
    """Lock the level and return it as it now stands.

    Its calendar is read afterwards: a row that is joined to one that is waited for is read as it was before the wait.
    """
    return ServiceLevel.objects.select_for_update().get(pk=level.pk)


def _refuse_unless_manager(actor: "User") -> None:
    if not actor.is_manager:
        raise NotAllowed(gettext("Only a manager may change the service levels."))


def _refuse_wrong(facts: LevelFacts) -> None:
    """Raise TargetsOutOfRange for a promise that nobody could keep or would want; the calendar stays while we ask."""
    lock_all(Calendar.objects.filter(pk=facts.calendar.pk))
    if not facts.calendar.intervals.exists():
        raise TargetsOutOfRange(gettext("This calendar has no service time, so nothing could be promised."))
    if not 0 < facts.emergency_minutes <= facts.general_minutes <= LONGEST_TARGET_MINUTES:
        raise TargetsOutOfRange(
            gettext(
                "An emergency is answered at least as soon as a general request, and both within %(hours)s hours "
                "of service time."
            )
            % {"hours": format_number(LONGEST_TARGET_MINUTES // 60)}
        )
    if not 0 <= facts.rank <= HIGHEST_RANK:
        raise TargetsOutOfRange(gettext("The rank is 0 to %(most)s.") % {"most": format_number(HIGHEST_RANK)})
