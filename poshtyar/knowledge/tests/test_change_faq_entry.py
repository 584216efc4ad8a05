"""change_faq_entry …"""

import pytest

from poshtyar.common.editing import ChangedMeanwhile
from poshtyar.common.errors import NotAllowed
from poshtyar.knowledge.operations import FaqFacts, change_faq_entry, install_default_faq


@pytest.fixture
def change(monthly, mina, now):
    """Change the question as the manager."""

    def change(version=1, actor=mina, **changes):
        said = {name: getattr(monthly, name) for name in FaqFacts.__dataclass_fields__}
        return change_faq_entry(entry=monthly, facts=FaqFacts(**said | changes), version=version, actor=actor, now=now)

    return change


def test_keeps_what_was_typed_and_records_before_and_after(change, changes, monthly):
    change(question_en="Monthly?", is_published=False)

    monthly.refresh_from_db()
    assert (monthly.question_en, monthly.is_published, monthly.version) == ("Monthly?", False, 2)
    assert changes() == [
        (
            "faq_entry_changed",
            {"question_en": ["Are the packages monthly?", "Monthly?"], "is_published": [True, False]},
        )
    ]


def test_is_not_undone_when_the_defaults_are_installed_again(change, monthly):
    change(question_en="Monthly?")

    install_default_faq()

    monthly.refresh_from_db()
    assert monthly.question_en == "Monthly?"


def test_says_nothing_new_when_the_form_is_sent_twice(change, changes):
    change(question_en="Monthly?")
    change(question_en="Monthly?")

    assert len(changes()) == 1


def test_refuses_to_overwrite_what_another_manager_changed(change, monthly):
    change(question_en="Monthly?")

    with pytest.raises(ChangedMeanwhile):
        change(question_en="Each month?")

    monthly.refresh_from_db()
    assert monthly.question_en == "Monthly?"


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(change, changes, who, request):
    with pytest.raises(NotAllowed):
        change(question_en="x", actor=request.getfixturevalue(who))

    assert changes() == []
