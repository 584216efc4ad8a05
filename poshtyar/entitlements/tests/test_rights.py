"""rights_of and rights_ending (B7) …"""

from datetime import timedelta

import pytest

from poshtyar.catalog.models import Package, Right
from poshtyar.entitlements import operations as entitlements
from poshtyar.entitlements.queries import Rights, rights_ending, rights_of
from poshtyar.wallet import operations as wallet
from tests.ready_made import put_default_catalog

YEAR = timedelta(days=366)


@pytest.fixture
def own(organization, alice, now):
    """Give the organization a package with this many coins."""
    put_default_catalog()

    def own(code, coins, expires_at=now + YEAR):
        reference = f"lot:{code}"
        wallet.credit_purchase(
            organization=organization,
            reference=reference,
            coins=coins,
            price_rial=1,
            label_fa=code,
            label_en=code,
            expires_at=expires_at,
            actor=alice,
            now=now,
        )
        entitlements.activate_package(
            organization=organization,
            package=Package.objects.get(code=code),
            lot_reference=reference,
            expires_at=expires_at,
            actor=alice,
            now=now,
        )

    return own


@pytest.fixture
def hold(organization, alice, now):
    def hold(coins):
        wallet.hold_coins(
            organization=organization, reference="quote-version:1", coins=coins, fee=0, actor=alice, now=now
        )

    return hold


def capture(coins, alice, now):
    wallet.capture_hold(reference="quote-version:1", coins=coins, actor=alice, now=now)


def codes(organization, now):
    return [owned.package.code for owned in rights_of(organization, now).owned]


def test_an_organization_without_packages_has_no_rights(organization, now):
    assert rights_of(organization, now) == Rights()
    assert not rights_of(organization, now).has_package


def test_b7_the_best_of_each_right_applies(organization, own, now):
    own("essential", 300)
    own("professional", 900)

    rights = rights_of(organization, now)

    assert {Right.FUNCTIONAL, Right.PHONE, Right.SEVEN_DAYS} <= rights.rights
    assert rights.service_level == Package.objects.get(code="professional").service_level
    assert rights.rank == rights.service_level.rank
    assert codes(organization, now) == ["essential", "professional"]


def test_b7_a_package_is_active_before_its_date(organization, own, now):
    own("essential", 300, expires_at=now + timedelta(days=1))

    assert codes(organization, now + timedelta(days=1, seconds=-1)) == ["essential"]
    assert codes(organization, now + timedelta(days=1)) == []


def test_b7_a_package_is_active_while_its_last_coins_are_set_aside(organization, own, hold, alice, now):
    own("essential", 50)

    hold(50)
    while_held = codes(organization, now)
    capture(50, alice, now)

    assert while_held == ["essential"]
    assert codes(organization, now) == []


def test_b7_a_package_does_not_outlive_its_date_through_coins_set_aside(organization, own, hold, now):
    own("essential", 50, expires_at=now + timedelta(days=1))

    hold(50)

    assert codes(organization, now + timedelta(days=2)) == []


def test_b7_charlie_s_packages_give_alice_nothing(own, charlie, now):
    own("essential", 50)

    assert rights_of(charlie.memberships.get().organization, now) == Rights()


@pytest.mark.parametrize(("coins", "ends"), [(49, False), (50, True), (51, True)])
def test_b7_warns_of_the_rights_that_end_with_these_coins(organization, own, now, coins, ends):
    own("basic", 50, expires_at=now + timedelta(days=1))
    own("essential", 300)

    ending = rights_ending(organization, coins, now)

    only_basic = {Right.GRAPHICAL, Right.FONT_GIFT, Right.SEO_REVIEW, Right.SEVEN_DAYS}
    assert ending == (only_basic if ends else set())


def test_b7_does_not_warn_of_a_right_that_another_package_keeps(organization, own, now):
    own("essential", 50, expires_at=now + timedelta(days=1))
    own("professional", 900)

    assert rights_ending(organization, 50, now) == frozenset()


@pytest.mark.parametrize(("coins", "ends"), [(59, False), (60, True)])
def test_b7_warns_of_the_last_free_coins_though_others_are_set_aside(coins, ends, organization, own, hold, now):
    own("basic", 100)
    hold(40)

    assert bool(rights_ending(organization, coins, now)) is ends
    assert codes(organization, now) == ["basic"]


def test_asks_as_few_questions_for_three_packages_as_for_one(organization, own, now, django_assert_max_num_queries):
    for code in ("essential", "basic", "professional"):
        own(code, 10)

    with django_assert_max_num_queries(2):
        rights = rights_of(organization, now, with_packages=True)
        assert rights.service_level.code
        assert len({owned.package.code for owned in rights.owned}) == 3
