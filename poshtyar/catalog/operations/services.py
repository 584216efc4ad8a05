"""The services: added, changed, put in order, taken off the list, and deleted while no quote names them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import ProtectedError, QuerySet
from django.utils.translation import gettext

from poshtyar.accounts.models import User
from poshtyar.catalog.limits import MOST_EXAMPLES, MOST_SERVICE_COINS, MOST_SERVICE_MINUTES, MOST_SERVICES
from poshtyar.catalog.models import Service, ServiceGroup
from poshtyar.catalog.operations.groups import lock_services
from poshtyar.catalog.operations.refusals import CatalogFull, CodeTaken, InUse, TermsOutOfRange
from poshtyar.catalog.permissions import refuse_unless_manager
from poshtyar.common.editing import differences, made, refuse_stale, save_edited, unmade
from poshtyar.common.errors import DomainError
from poshtyar.common.numbers import format_number
from poshtyar.common.places import last_place, put_in_place
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events


class TooManyExamples(DomainError):
    """The home page shows as many examples as it has room for."""

    code = "too_many_examples"


@dataclass(frozen=True)
class ServiceFacts:
    """What a manager says of a service; `usual_obstacles` are of `Obstacle`, with commas."""

    code: str
    group: ServiceGroup
    name_fa: str
    name_en: str
    coins: int
    is_starting_price: bool = False
    effort_minutes: int = 0
    required_right: str = ""
    needs_backup: bool = False
    usual_obstacles: str = ""
    is_listed: bool = True
    is_example: bool = False

    @property
    def fields(self) -> dict[str, Any]:
        """What stands in the service's row."""
        return dict(vars(self))


@operation
def add_service(*, facts: ServiceFacts, actor: User, now: datetime) -> Service:
    """Add a service, the last of its group; adding the same one again returns the first.

    Raises NotAllowed, TermsOutOfRange, CodeTaken, TooManyExamples, CatalogFull. Records `catalog.service_added`.
    """
    lock_services()
    refuse_unless_manager(actor)
    _refuse_wrong(facts)
    if standing := Service.objects.filter(code=facts.code).first():
        if differences(standing, facts.fields):
            raise _code_taken(facts)
        return standing
    _refuse_too_many_examples(facts, Service.objects.all())
    if Service.objects.count() >= MOST_SERVICES:
        raise CatalogFull(gettext("There may be %(most)s services.") % {"most": format_number(MOST_SERVICES)})

    service = Service(**facts.fields, position=last_place(facts.group.services.all()))
    service.folded = service.words_to_find
    service.save(force_insert=True)
    _record("catalog.service_added", service, made(facts.fields), actor, now)
    return service


@operation
def change_service(*, service: Service, facts: ServiceFacts, version: int, actor: User, now: datetime) -> Service:
    """Change a service; quotes that name it keep their coins. In another group it stands last.

    Saying what stands already changes nothing.
    Raises NotAllowed, TermsOutOfRange, CodeTaken, TooManyExamples, ChangedMeanwhile.
    Records `catalog.service_changed`.
    """
    lock_services()
    service = Service.objects.select_related("group").get(pk=service.pk)
    refuse_unless_manager(actor)
    _refuse_wrong(facts)
    changes = differences(service, facts.fields)
    if not changes:
        return service
    if Service.objects.filter(code=facts.code).exclude(pk=service.pk).exists():
        raise _code_taken(facts)
    _refuse_too_many_examples(facts, Service.objects.exclude(pk=service.pk))

    kept = facts.fields | {"folded": Service(**facts.fields).words_to_find}
    if "group" in changes:
        kept["position"] = last_place(facts.group.services.all())
    save_edited(service, kept, version)
    _record("catalog.service_changed", service, changes, actor, now)
    return service


@operation
def move_service(*, service: Service, place: int, actor: User, now: datetime) -> None:
    """Put a service in a place of its group; where it stands already, nothing changes.

    Raises NotAllowed, NoSuchPlace. Records `catalog.service_moved`.
    """
    lock_services()
    refuse_unless_manager(actor)
    service = Service.objects.get(pk=service.pk)
    earlier = put_in_place(service, Service.objects.filter(group=service.group_id), place)
    if earlier != place:
        _record("catalog.service_moved", service, {"place": [earlier, place]}, actor, now)


@operation
def delete_service(*, service: Service, version: int, actor: User, now: datetime) -> None:
    """Delete a service that no quote has ever named; any other can be taken off the list.

    Raises NotAllowed, ChangedMeanwhile, InUse. Records `catalog.service_deleted`.
    """
    lock_services()
    service = Service.objects.select_related("group").get(pk=service.pk)
    refuse_unless_manager(actor)
    refuse_stale(service, version)

    _record("catalog.service_deleted", service, unmade(service, ServiceFacts.__dataclass_fields__), actor, now)
    try:
        service.delete()
    except ProtectedError:
        raise InUse(gettext("Quotes name this service, so it stays. You can take it off the list instead.")) from None


def _refuse_wrong(facts: ServiceFacts) -> None:
    """Raise TermsOutOfRange for coins or minutes that no service has."""
    if not (0 <= facts.coins <= MOST_SERVICE_COINS and 0 <= facts.effort_minutes <= MOST_SERVICE_MINUTES):
        raise TermsOutOfRange(
            gettext("A service costs 0 to %(coins)s coins and takes at most %(hours)s hours.")
            % {"coins": format_number(MOST_SERVICE_COINS), "hours": format_number(MOST_SERVICE_MINUTES // 60)}
        )


def _refuse_too_many_examples(facts: ServiceFacts, others: QuerySet[Service]) -> None:
    """Raise TooManyExamples where the home page would not show this one beside the others."""
    if facts.is_example and others.filter(is_example=True).count() >= MOST_EXAMPLES:
        raise TooManyExamples(
            gettext("The home page shows %(most)s examples already. Take one of them off first.")
            % {"most": format_number(MOST_EXAMPLES)}
        )


def _code_taken(facts: ServiceFacts) -> CodeTaken:
    return CodeTaken(gettext("The code “%s” belongs to another service.") % facts.code)


def _record(kind: str, service: Service, changes: dict[str, list], actor: User, now: datetime) -> None:
    events.record(kind, actor=actor, now=now, service_id=service.pk, code=service.code, changes=changes)
