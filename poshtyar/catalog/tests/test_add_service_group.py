"""add_service_group …"""

import pytest

from poshtyar.catalog.limits import MOST_GROUPS
from poshtyar.catalog.models import ServiceGroup
from poshtyar.catalog.operations import CatalogFull, GroupFacts, add_service_group
from poshtyar.common.errors import NotAllowed
from tests.race import race

FACTS = GroupFacts(name_fa="موبایل", name_en="Mobile apps")


def test_stands_last(speed, changes, mina, now):
    add_service_group(facts=FACTS, actor=mina, now=now)

    assert list(ServiceGroup.objects.order_by("position").values_list("code", flat=True))[-2:] == [
        "advice",
        "mobile-apps",
    ]
    assert changes() == [("service_group_added", {"name_fa": [None, "موبایل"], "name_en": [None, "Mobile apps"]})]


def test_makes_one_group_of_a_form_that_is_sent_twice(speed, changes, mina, now):
    first, second = (add_service_group(facts=FACTS, actor=mina, now=now) for _ in range(2))

    assert first == second
    assert len(changes()) == 1


@pytest.mark.django_db(transaction=True)
def test_makes_one_group_of_a_form_that_is_sent_four_times_at_once(speed, mina, now):
    assert len(set(race(4, lambda _: add_service_group(facts=FACTS, actor=mina, now=now).pk))) == 1


def test_refuses_more_groups_than_the_page_can_show(speed, mina, now):
    for n in range(MOST_GROUPS - 8):
        add_service_group(facts=GroupFacts(str(n), str(n)), actor=mina, now=now)

    with pytest.raises(CatalogFull):
        add_service_group(facts=FACTS, actor=mina, now=now)


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(speed, changes, now, who, request):
    before = list(ServiceGroup.objects.order_by("pk").values())

    with pytest.raises(NotAllowed):
        add_service_group(facts=FACTS, actor=request.getfixturevalue(who), now=now)

    assert list(ServiceGroup.objects.order_by("pk").values()) == before
    assert changes() == []
