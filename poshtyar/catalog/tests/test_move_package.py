"""move_package …"""

import pytest

from poshtyar.catalog.models import Package
from poshtyar.catalog.operations import move_package
from poshtyar.common.errors import NotAllowed
from poshtyar.common.places import NoSuchPlace


def order():
    return list(Package.objects.in_order().values_list("code", flat=True))


def test_puts_a_package_in_a_place_and_records_it(basic, changes, mina, now):
    move_package(package=basic, place=1, actor=mina, now=now)

    assert order() == ["basic", "essential", "professional"]
    assert changes() == [("package_moved", {"place": [2, 1]})]


def test_moves_nothing_further_when_the_button_is_pressed_twice(basic, changes, mina, now):
    move_package(package=basic, place=3, actor=mina, now=now)
    move_package(package=basic, place=3, actor=mina, now=now)

    assert order() == ["essential", "professional", "basic"]
    assert len(changes()) == 1


def test_puts_packages_of_one_position_in_the_order_in_which_they_are_shown(basic, changes, mina, now):
    Package.objects.update(position=0)

    move_package(package=basic, place=1, actor=mina, now=now)

    assert order() == ["basic", "essential", "professional"]
    assert list(Package.objects.in_order().values_list("position", flat=True)) == [1, 2, 3]


@pytest.mark.parametrize("place", [0, -1, 4, 2**63])
def test_refuses_a_place_that_is_not_there(basic, changes, mina, now, place):
    with pytest.raises(NoSuchPlace):
        move_package(package=basic, place=place, actor=mina, now=now)

    assert order() == ["essential", "basic", "professional"]
    assert changes() == []


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(basic, now, who, request):
    with pytest.raises(NotAllowed):
        move_package(package=basic, place=1, actor=request.getfixturevalue(who), now=now)

    assert order() == ["essential", "basic", "professional"]
