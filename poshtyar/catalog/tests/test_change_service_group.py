"""change_service_group …"""

import pytest

from poshtyar.catalog.models import ServiceGroup
from poshtyar.catalog.operations import GroupFacts, change_service_group
from poshtyar.common.editing import ChangedMeanwhile
from poshtyar.common.errors import NotAllowed

FACTS = GroupFacts(name_fa="موبایل", name_en="Mobile apps")


def test_renames_a_group_whose_address_stays(speed, changes, mina, now):
    change_service_group(group=speed, facts=FACTS, version=1, actor=mina, now=now)

    speed.refresh_from_db()
    assert (speed.name_fa, speed.name_en, speed.code, speed.version) == ("موبایل", "Mobile apps", "speed", 2)
    assert changes() == [
        ("service_group_changed", {"name_fa": ["سرعت", "موبایل"], "name_en": ["Speed", "Mobile apps"]})
    ]


def test_renames_once_when_the_form_is_sent_twice_and_never_over_another_name(speed, changes, mina, now):
    for _ in range(2):
        change_service_group(group=speed, facts=FACTS, version=1, actor=mina, now=now)
    with pytest.raises(ChangedMeanwhile):
        change_service_group(group=speed, facts=GroupFacts("تند", "Fast"), version=1, actor=mina, now=now)

    assert len(changes()) == 1


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(speed, changes, now, who, request):
    before = list(ServiceGroup.objects.order_by("pk").values())

    with pytest.raises(NotAllowed):
        change_service_group(group=speed, facts=FACTS, version=1, actor=request.getfixturevalue(who), now=now)

    assert list(ServiceGroup.objects.order_by("pk").values()) == before
    assert changes() == []
