"""add_faq_entry …"""

import pytest

from poshtyar.common.errors import NotAllowed
from poshtyar.knowledge.limits import MOST_FAQ_ENTRIES
from poshtyar.knowledge.models import FaqEntry
from poshtyar.knowledge.operations import FaqFacts, FaqFull, add_faq_entry
from tests.race import race


def test_stands_last_and_is_recorded(monthly, facts, changes, mina, now):
    entry = add_faq_entry(facts=facts, actor=mina, now=now)

    assert FaqEntry.objects.order_by("position").last() == entry
    [(kind, said)] = changes()
    assert (kind, said["question_en"], said["is_published"]) == (
        "faq_entry_added",
        [None, "Do you come by?"],
        [None, True],
    )


def test_adds_one_question_for_a_form_that_is_sent_twice(monthly, facts, changes, mina, now):
    first, second = (add_faq_entry(facts=facts, actor=mina, now=now) for _ in range(2))

    assert first == second
    assert len(changes()) == 1


@pytest.mark.django_db(transaction=True)
def test_adds_one_question_for_a_form_that_is_sent_four_times_at_once(monthly, facts, mina, now):
    assert len(set(race(4, lambda _: add_faq_entry(facts=facts, actor=mina, now=now).pk))) == 1


def test_refuses_more_than_the_page_can_show(monthly, facts, mina, now):
    FaqEntry.objects.bulk_create(FaqEntry(**facts.fields) for _ in range(MOST_FAQ_ENTRIES - 8))

    with pytest.raises(FaqFull):
        add_faq_entry(facts=FaqFacts("؟", "?", "ج", "A"), actor=mina, now=now)


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(monthly, facts, now, who, request):
    with pytest.raises(NotAllowed):
        add_faq_entry(facts=facts, actor=request.getfixturevalue(who), now=now)

    assert FaqEntry.objects.count() == 8
