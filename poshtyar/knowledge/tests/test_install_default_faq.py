"""install_default_faq …, and the command that installs all defaults."""

import pytest
from django.core.management import call_command

from poshtyar.catalog.models import Package
from poshtyar.common.richtext import render
from poshtyar.knowledge.models import FaqEntry
from poshtyar.knowledge.operations import install_default_faq

pytestmark = pytest.mark.django_db


def test_answers_the_eight_questions_in_both_languages():
    install_default_faq()

    entries = list(FaqEntry.objects.order_by("position"))
    assert [entry.question_en for entry in entries] == [
        "Are the packages monthly?",
        "What happens when the coins run out or a year passes?",
        "Do you only do the listed services?",
        "Does every request cost coins?",
        "How are coins deducted?",
        "What if the work proves impossible?",
        "Do you answer on Thursday and Friday?",
        "I have another question. Where can I ask?",
    ]
    assert all(entry.question_fa and entry.answer_fa and entry.answer_en for entry in entries)


def test_says_the_numbers_of_the_business():
    install_default_faq()

    answers = {entry.position: entry for entry in FaqEntry.objects.all()}
    for position, fa, en in [(1, "۳۶۵ روز", "365 days"), (5, "۲۵۰ سکه", "250"), (6, "۱۵ سکه", "15 coins")]:
        assert fa in answers[position].answer_fa
        assert en in answers[position].answer_en


def test_leaves_no_markup_to_read():
    install_default_faq()

    answers = [answer for entry in FaqEntry.objects.all() for answer in (entry.answer_fa, entry.answer_en)]
    assert not [answer for answer in answers if set("[]*`#") & set(render(answer))]


def test_does_not_bring_back_a_question_that_was_removed():
    install_default_faq()
    FaqEntry.objects.filter(position=1).delete()

    install_default_faq()

    assert FaqEntry.objects.count() == 7


def test_the_command_installs_all_defaults_and_may_run_twice():
    call_command("install_catalog")
    call_command("install_catalog")

    assert Package.objects.count() == 3
    assert FaqEntry.objects.count() == 8
