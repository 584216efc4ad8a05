"""move_comparison_row …"""

import pytest

from poshtyar.catalog.models import ComparisonRow
from poshtyar.catalog.operations import move_comparison_row
from poshtyar.catalog.queries import comparison_table
from poshtyar.common.errors import NotAllowed
from poshtyar.common.places import NoSuchPlace


@pytest.fixture
def phone(catalog):
    """The last of the nine rows."""
    return ComparisonRow.objects.get(code="phone-support")


def order():
    return [line.row.code for line in comparison_table().lines]


def test_puts_a_row_in_a_place_and_records_it(phone, changes, mina, now):
    move_comparison_row(row=phone, place=2, actor=mina, now=now)

    assert order()[:3] == ["coins", "phone-support", "ticketing"]
    assert changes() == [("comparison_row_moved", {"place": [9, 2]})]


def test_moves_nothing_further_when_the_button_is_pressed_twice(phone, changes, mina, now):
    for _ in range(2):
        move_comparison_row(row=phone, place=8, actor=mina, now=now)

    assert order()[7:] == ["phone-support", "seven-days"]
    assert len(changes()) == 1


@pytest.mark.parametrize("place", [0, 10])
def test_refuses_a_place_that_is_not_there(phone, mina, now, place):
    with pytest.raises(NoSuchPlace):
        move_comparison_row(row=phone, place=place, actor=mina, now=now)

    assert order()[8] == "phone-support"


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(phone, now, who, request):
    with pytest.raises(NotAllowed):
        move_comparison_row(row=phone, place=1, actor=request.getfixturevalue(who), now=now)

    assert order()[8] == "phone-support"
