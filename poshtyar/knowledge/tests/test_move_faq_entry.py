"""move_faq_entry …"""

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.common.places import NoSuchPlace
from poshtyar.knowledge.models import FaqEntry
from poshtyar.knowledge.operations import move_faq_entry


def place_of(entry):
    return list(FaqEntry.objects.order_by("position", "id")).index(entry) + 1


def test_puts_a_question_in_a_place_once_however_often_the_button_is_pressed(monthly, changes, mina, now):
    for _ in range(2):
        move_faq_entry(entry=monthly, place=3, actor=mina, now=now)

    assert place_of(monthly) == 3
    assert changes() == [("faq_entry_moved", {"place": [1, 3]})]


@pytest.mark.parametrize("place", [0, 9])
def test_refuses_a_place_that_is_not_there(monthly, mina, now, place):
    with pytest.raises(NoSuchPlace):
        move_faq_entry(entry=monthly, place=place, actor=mina, now=now)

    assert place_of(monthly) == 1


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(monthly, now, who, request):
    with pytest.raises(NotAllowed):
        move_faq_entry(entry=monthly, place=2, actor=request.getfixturevalue(who), now=now)

    assert place_of(monthly) == 1
