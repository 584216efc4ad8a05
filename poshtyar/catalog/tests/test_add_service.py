"""add_service …"""

import pytest

from poshtyar.catalog.limits import MOST_SERVICES
from poshtyar.catalog.models import Right, Service, ServiceGroup
from poshtyar.catalog.operations import (
    CatalogFull,
    CodeTaken,
    ServiceFacts,
    TermsOutOfRange,
    TooManyExamples,
    add_service,
)
from poshtyar.common.errors import NotAllowed
from tests.race import race


@pytest.fixture
def facts(catalog):
    """A new service of the group of speed, which has three."""
    return ServiceFacts(
        code="CDN",
        group=ServiceGroup.objects.get(code="speed"),
        name_fa="راه‌اندازی شبکهٔ توزیع محتوا",
        name_en="Content delivery network",
        coins=75,
        effort_minutes=100,
        required_right=Right.FUNCTIONAL,
        needs_backup=True,
        usual_obstacles="host,module",
    )


def test_stands_last_in_its_group_and_can_be_found(facts, changes, mina, now):
    service = add_service(facts=facts, actor=mina, now=now)

    assert [one.code for one in facts.group.services.order_by("position")] == ["PRF", "DBC", "IMG", "CDN"]
    assert list(Service.objects.matching("شبكه")) == [service]
    [(kind, said)] = changes()
    assert kind == "service_added"
    assert (said["coins"], said["group"], said["usual_obstacles"]) == (
        [None, 75],
        [None, "speed"],
        [None, "host,module"],
    )


def test_makes_one_service_of_a_form_that_is_sent_twice(facts, changes, mina, now):
    first, second = (add_service(facts=facts, actor=mina, now=now) for _ in range(2))

    assert first == second
    assert len(changes()) == 1


@pytest.mark.django_db(transaction=True)
def test_makes_one_service_of_a_form_that_is_sent_four_times_at_once(facts, changes, mina, now):
    assert len(set(race(4, lambda _: add_service(facts=facts, actor=mina, now=now).pk))) == 1

    assert len(changes()) == 1


def test_refuses_the_code_of_another_service(facts, mina, now):
    with pytest.raises(CodeTaken):
        add_service(facts=ServiceFacts(**{**vars(facts), "code": "GA4"}), actor=mina, now=now)

    assert Service.objects.count() == 50


@pytest.mark.parametrize("wrong", [{"coins": -1}, {"coins": 2**63}, {"effort_minutes": -1}, {"effort_minutes": 2**31}])
def test_refuses_numbers_that_no_service_has(facts, mina, now, wrong):
    with pytest.raises(TermsOutOfRange):
        add_service(facts=ServiceFacts(**{**vars(facts), **wrong}), actor=mina, now=now)

    assert Service.objects.count() == 50


def test_refuses_an_example_that_the_home_page_would_not_show(facts, mina, now):
    with pytest.raises(TooManyExamples):
        add_service(facts=ServiceFacts(**{**vars(facts), "is_example": True}), actor=mina, now=now)

    Service.objects.filter(code="MOD").update(is_example=False)
    assert add_service(facts=ServiceFacts(**{**vars(facts), "is_example": True}), actor=mina, now=now).is_example


def test_refuses_more_than_the_page_can_show(facts, mina, now):
    fields = {**facts.fields, "position": 9}
    Service.objects.bulk_create(Service(**fields | {"code": f"X{n}"}) for n in range(MOST_SERVICES - 50))

    with pytest.raises(CatalogFull):
        add_service(facts=facts, actor=mina, now=now)


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(facts, now, who, request):
    with pytest.raises(NotAllowed):
        add_service(facts=facts, actor=request.getfixturevalue(who), now=now)

    assert Service.objects.count() == 50
