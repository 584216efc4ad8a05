"""create_package …"""

import pytest

from poshtyar.catalog.limits import MOST_PACKAGES
from poshtyar.catalog.models import ComparisonRow, Package, Right
from poshtyar.catalog.operations import CatalogFull, CodeTaken, PackageFacts, TermsOutOfRange, create_package
from poshtyar.catalog.queries import rights_of_package
from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from poshtyar.sla.models import ServiceLevel
from tests.race import race


@pytest.fixture
def facts(catalog):
    """A package for the busiest, with two ticks."""
    return PackageFacts(
        code="vip",
        name_fa="ویژه",
        name_en="VIP",
        coins=2000,
        price_rial=300_000_000,
        service_level=ServiceLevel.objects.get(code="professional"),
        rows=tuple(ComparisonRow.objects.filter(code__in=["phone-support", "seo-review"])),
    )


def test_sells_it_as_the_last_column_with_its_rights(facts, mina, now):
    package = create_package(facts=facts, actor=mina, now=now)

    assert [one.code for one in Package.objects.on_sale().in_order()] == ["essential", "basic", "professional", "vip"]
    assert rights_of_package(package) == {Right.PHONE, Right.SEO_REVIEW}
    assert (package.validity_days, package.version) == (365, 1)


def test_records_every_fact_of_it(facts, mina, now):
    package = create_package(facts=facts, actor=mina, now=now)

    event = Event.objects.get()
    assert (event.kind, event.actor, event.happened_at) == ("catalog.package_created", mina, now)
    assert (event.data["package_id"], event.data["code"]) == (package.pk, "vip")
    assert event.data["changes"]["price_rial"] == [None, 300_000_000]
    assert event.data["changes"]["service_level"] == [None, "professional"]
    assert event.data["changes"]["rows"] == [[], ["phone-support", "seo-review"]]


def test_makes_one_package_of_a_form_that_is_sent_twice(facts, mina, now):
    first, second = (create_package(facts=facts, actor=mina, now=now) for _ in range(2))

    assert first == second
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_makes_one_package_of_a_form_that_is_sent_eight_times_at_once(facts, mina, now):
    made = race(8, lambda _: create_package(facts=facts, actor=mina, now=now).pk)

    assert len(set(made)) == 1
    assert Event.objects.count() == 1


def test_refuses_the_code_of_another_package(facts, mina, now):
    with pytest.raises(CodeTaken) as refusal:
        create_package(facts=PackageFacts(**{**vars(facts), "code": "basic"}), actor=mina, now=now)

    assert "basic" in refusal.value.message
    assert Package.objects.count() == 3


@pytest.mark.parametrize(
    "wrong",
    [
        {"coins": 0},
        {"coins": -1},
        {"coins": 2**63},
        {"price_rial": 0},
        {"price_rial": 10**12 + 1},
        {"validity_days": 0},
        {"validity_days": 3661},
    ],
)
def test_refuses_terms_that_no_package_has(facts, mina, now, wrong):
    with pytest.raises(TermsOutOfRange):
        create_package(facts=PackageFacts(**{**vars(facts), **wrong}), actor=mina, now=now)

    assert Package.objects.count() == 3


def test_refuses_more_than_the_pages_can_show(facts, mina, now):
    for n in range(MOST_PACKAGES - 3):
        create_package(facts=PackageFacts(**{**vars(facts), "code": f"p{n}"}), actor=mina, now=now)

    with pytest.raises(CatalogFull):
        create_package(facts=facts, actor=mina, now=now)


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(facts, now, who, request):
    with pytest.raises(NotAllowed):
        create_package(facts=facts, actor=request.getfixturevalue(who), now=now)

    assert Package.objects.count() == 3
    assert Event.objects.count() == 0
