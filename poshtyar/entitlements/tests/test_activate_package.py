"""activate_package …"""

from datetime import timedelta

import pytest

from poshtyar.catalog.models import Package, Right
from poshtyar.entitlements import operations as entitlements
from poshtyar.entitlements.models import OwnedPackage
from poshtyar.events.models import Event
from tests.ready_made import put_default_catalog


@pytest.fixture
def activate(organization, alice, now):
    put_default_catalog()

    def activate(code):
        return entitlements.activate_package(
            organization=organization,
            package=Package.objects.get(code=code),
            lot_reference="order:1",
            expires_at=now + timedelta(days=366),
            actor=alice,
            now=now,
        )

    return activate


def test_freezes_the_rights_and_the_service_level(activate):
    owned = activate("basic")

    Package.objects.get(code="basic").cells.update(is_included=False)
    owned.refresh_from_db()
    assert set(owned.rights) == {
        Right.FUNCTIONAL,
        Right.GRAPHICAL,
        Right.FONT_GIFT,
        Right.SEO_REVIEW,
        Right.SEVEN_DAYS,
    }
    assert owned.service_level == owned.package.service_level


def test_starts_one_package_for_one_lot(activate):
    assert activate("basic") == activate("basic")
    assert OwnedPackage.objects.count() == 1
    assert [event.kind for event in Event.objects.all()] == ["entitlements.package_activated"]
