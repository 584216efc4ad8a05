"""The default catalog, and what happened to it."""

import pytest

from poshtyar.catalog.models import ComparisonRow, Package, ServiceGroup
from poshtyar.catalog.operations import PackageFacts
from poshtyar.events.models import Event
from tests.ready_made import put_default_catalog


@pytest.fixture
def catalog(db):
    """What a new agency starts with."""
    put_default_catalog()


@pytest.fixture
def basic(catalog):
    """Basic: 550 coins for 9,900,000 toman."""
    return Package.objects.get(code="basic")


@pytest.fixture
def speed(catalog):
    """The fifth of eight groups of services."""
    return ServiceGroup.objects.get(code="speed")


@pytest.fixture
def facts_of():
    """Give what a package says, with some of it said otherwise."""

    def facts_of(package, **changes):
        names = [name for name in PackageFacts.__dataclass_fields__ if name != "rows"]
        ticked = ComparisonRow.objects.filter(cells__package=package, cells__is_included=True)
        said = {name: getattr(package, name) for name in names} | {"rows": tuple(ticked)}
        return PackageFacts(**{**said, **changes})

    return facts_of


@pytest.fixture
def changes():
    """Give what the catalog's events say, in order: the kind, and what changed."""

    def changes():
        events = Event.objects.filter(kind__startswith="catalog.").order_by("pk")
        return [(event.kind.removeprefix("catalog."), event.data["changes"]) for event in events]

    return changes
