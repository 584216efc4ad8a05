"""move_service_group …"""

import pytest

from poshtyar.catalog.models import ServiceGroup
from poshtyar.catalog.operations import move_service_group
from poshtyar.common.errors import NotAllowed
from poshtyar.common.places import NoSuchPlace


def order():
    return list(ServiceGroup.objects.order_by("position").values_list("code", flat=True))


def test_puts_a_group_in_a_place_once_however_often_the_button_is_pressed(speed, changes, mina, now):
    for _ in range(2):
        move_service_group(group=speed, place=1, actor=mina, now=now)

    assert order()[:2] == ["speed", "setup"]
    assert changes() == [("service_group_moved", {"place": [5, 1]})]


@pytest.mark.parametrize("place", [0, 9])
def test_refuses_a_place_that_is_not_there(speed, mina, now, place):
    with pytest.raises(NoSuchPlace):
        move_service_group(group=speed, place=place, actor=mina, now=now)

    assert order()[4] == "speed"


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(speed, changes, now, who, request):
    before = list(ServiceGroup.objects.order_by("pk").values())

    with pytest.raises(NotAllowed):
        move_service_group(group=speed, place=1, actor=request.getfixturevalue(who), now=now)

    assert list(ServiceGroup.objects.order_by("pk").values()) == before
    assert changes() == []
