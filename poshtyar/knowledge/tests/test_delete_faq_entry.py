"""delete_faq_entry …"""

import pytest

from poshtyar.common.editing import ChangedMeanwhile
from poshtyar.common.errors import NotAllowed
from poshtyar.knowledge.models import FaqEntry
from poshtyar.knowledge.operations import delete_faq_entry


def test_deletes_a_question_whose_words_the_event_keeps(monthly, changes, mina, now):
    delete_faq_entry(entry=monthly, version=1, actor=mina, now=now)

    assert FaqEntry.objects.count() == 7
    [(kind, said)] = changes()
    assert (kind, said["question_en"]) == ("faq_entry_deleted", ["Are the packages monthly?", None])
    assert "365 days" in said["answer_en"][0]


def test_refuses_when_it_was_changed_meanwhile(monthly, mina, now):
    FaqEntry.objects.filter(pk=monthly.pk).update(version=2)

    with pytest.raises(ChangedMeanwhile):
        delete_faq_entry(entry=monthly, version=1, actor=mina, now=now)

    assert FaqEntry.objects.count() == 8


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(monthly, now, who, request):
    with pytest.raises(NotAllowed):
        delete_faq_entry(entry=monthly, version=1, actor=request.getfixturevalue(who), now=now)

    assert FaqEntry.objects.count() == 8
