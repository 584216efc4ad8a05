"""Stores of an organization."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime

from django.utils.translation import gettext

from poshtyar.accounts import permissions
from poshtyar.accounts.models import Organization, Store, User
from poshtyar.common.editing import differences
from poshtyar.common.errors import DomainError, NotAllowed
from poshtyar.common.numbers import format_number
from poshtyar.common.transactions import operation
from poshtyar.events import operations as events

STORES_PER_ORGANIZATION = 200


class TooManyStores(DomainError):
    """The organization has as many stores as one may have."""

    code = "too_many_stores"


@dataclass(frozen=True)
class StoreFacts:
    """What a customer tells about a store."""

    name: str
    url: str
    version: str = ""
    theme: str = ""
    host: str = ""
    notes: str = ""


@operation
def add_store(*, organization: Organization, facts: StoreFacts, actor: User, now: datetime) -> Store:
    """Add a store; adding the same name and address again returns the one in use.

    Raises NotAllowed, TooManyStores. Records `accounts.store_added`.
    """
    Organization.objects.select_for_update().get(pk=organization.pk)
    _refuse_strangers(organization, actor)
    known = organization.stores.in_use().filter(name=facts.name, url=facts.url).first()
    if known:
        return known
    if organization.stores.count() >= STORES_PER_ORGANIZATION:
        most = {"most": format_number(STORES_PER_ORGANIZATION)}
        raise TooManyStores(gettext("An organization may have %(most)s stores.") % most)

    store = organization.stores.create(**asdict(facts))
    events.record(
        "accounts.store_added", actor=actor, organization=organization, now=now, store_id=store.pk, name=store.name
    )
    return store


@operation
def change_store(*, store: Store, changes: Mapping[str, str], actor: User, now: datetime) -> Store:
    """Change what is known of a store, by the names of its facts; saying what stands already changes nothing.

    Raises NotAllowed. Records `accounts.store_changed`.
    """
    store = _lock(store, actor)
    if not differences(store, changes):
        return store

    for field, value in changes.items():
        setattr(store, field, value)
    store.save(update_fields=list(changes))
    _record("accounts.store_changed", store, actor, now)
    return store


@operation
def archive_store(*, store: Store, actor: User, now: datetime) -> Store:
    """Take a store out of the lists; its tickets stay, and a second call changes nothing.

    Raises NotAllowed. Records `accounts.store_archived`.
    """
    store = _lock(store, actor)
    if store.archived_at:
        return store

    store.archived_at = now
    store.save(update_fields=["archived_at"])
    _record("accounts.store_archived", store, actor, now)
    return store


@operation
def restore_store(*, store: Store, actor: User, now: datetime) -> Store:
    """Bring an archived store back; a second call changes nothing.

    Raises NotAllowed. Records `accounts.store_restored`.
    """
    store = _lock(store, actor)
    if store.archived_at is None:
        return store

    store.archived_at = None
    store.save(update_fields=["archived_at"])
    _record("accounts.store_restored", store, actor, now)
    return store


def _lock(store: Store, actor: User) -> Store:
    """Return the store locked, for a member of its organization."""
    store = Store.objects.select_for_update(of=["self"]).select_related("organization").get(pk=store.pk)
    _refuse_strangers(store.organization, actor)
    return store


def _refuse_strangers(organization: Organization, actor: User) -> None:
    """Raise NotAllowed unless the actor is a member."""
    if not permissions.is_member(actor, organization):
        raise NotAllowed(gettext("Only members of the organization may do this."))


def _record(kind: str, store: Store, actor: User, now: datetime) -> None:
    """Record a fact about a store."""
    events.record(kind, actor=actor, organization=store.organization, now=now, store_id=store.pk, name=store.name)
