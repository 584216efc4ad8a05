"""move_service …"""

import pytest

from poshtyar.catalog.models import Service
from poshtyar.catalog.operations import move_service
from poshtyar.common.errors import NotAllowed
from poshtyar.common.places import NoSuchPlace


@pytest.fixture
def images(catalog):
    """The last of the three services of speed."""
    return Service.objects.get(code="IMG")


def order():
    return [one.code for one in Service.objects.filter(group__code="speed").in_order()]


def test_puts_a_service_in_a_place_of_its_group_alone(images, changes, mina, now):
    others = list(Service.objects.exclude(group=images.group).order_by("pk").values())

    move_service(service=images, place=1, actor=mina, now=now)

    assert order() == ["IMG", "PRF", "DBC"]
    assert changes() == [("service_moved", {"place": [3, 1]})]
    assert list(Service.objects.exclude(group=images.group).order_by("pk").values()) == others


def test_moves_nothing_further_when_the_button_is_pressed_twice(images, changes, mina, now):
    for _ in range(2):
        move_service(service=images, place=2, actor=mina, now=now)

    assert order() == ["PRF", "IMG", "DBC"]
    assert len(changes()) == 1


@pytest.mark.parametrize("place", [0, 4])
def test_refuses_a_place_that_is_not_there(images, mina, now, place):
    with pytest.raises(NoSuchPlace):
        move_service(service=images, place=place, actor=mina, now=now)

    assert order() == ["PRF", "DBC", "IMG"]


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(images, now, who, request):
    with pytest.raises(NotAllowed):
        move_service(service=images, place=1, actor=request.getfixturevalue(who), now=now)

    assert order() == ["PRF", "DBC", "IMG"]
