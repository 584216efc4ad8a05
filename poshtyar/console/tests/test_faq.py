"""The manager's pages of the questions …"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from poshtyar.events.models import Event
from poshtyar.knowledge.models import FaqEntry
from poshtyar.knowledge.operations import install_default_faq
from tests.pages import text_of

LIST, NEW, PUBLIC = reverse("console:faq"), reverse("console:add_faq_entry"), reverse("portal:faq")


@pytest.fixture
def monthly(db):
    """The first of the eight questions: are the packages monthly?"""
    install_default_faq()
    return FaqEntry.objects.get(position=1)


@pytest.fixture
def typed(monthly):
    """Give what the form of the question sends when some of it is typed otherwise."""

    def typed(**changes):
        said = {"version": "1", "is_published": "on"}
        said |= {name: getattr(monthly, name) for name in ("question_fa", "question_en", "answer_fa", "answer_en")}
        return {name: value for name, value in (said | changes).items() if value is not None}

    return typed


def address(name, entry):
    return reverse(f"console:{name}", args=[entry.pk])


def test_the_list_shows_the_questions_in_order_and_what_is_not_published(manager, monthly):
    FaqEntry.objects.filter(position=2).update(is_published=False)

    text = text_of(manager.get(LIST))

    places = [text.index(entry.question_en) for entry in FaqEntry.objects.order_by("position")]
    assert places == sorted(places)
    assert text.count("not published") == 1


def test_the_list_takes_as_many_statements_for_three_questions_as_for_one(manager, monthly):
    def statements():
        with CaptureQueriesContext(connection) as queries:
            assert manager.get(LIST).status_code == 200
        return len(queries)

    eight = statements()
    FaqEntry.objects.exclude(pk=monthly.pk).delete()

    assert statements() == eight <= 12


def test_the_public_page_shows_what_was_changed(manager, monthly, typed):
    sent = typed(question_fa="ماهیانه‌ست؟", answer_fa="نه، **سالانه**.\r\n\r\n- یک\r\n- دو")

    answer = manager.post(address("change_faq_entry", monthly), sent)

    assert (answer.status_code, answer["Location"]) == (302, LIST)
    manager.logout()
    text = text_of(manager.get(PUBLIC))
    assert "ماهیانه‌ست؟" in text
    assert "<strong>سالانه</strong>" in text
    assert text.count('<li dir="auto">') >= 2


def test_an_answer_is_made_safe_wherever_it_is_shown(manager, monthly, typed):
    wicked = "<script>alert(1)</script> [x](javascript:alert(1)) <img src=x onerror=alert(1)>"
    manager.post(
        address("change_faq_entry", monthly), typed(answer_fa=wicked, answer_en=wicked, question_en="<b>Q</b>")
    )

    for page in (address("change_faq_entry", monthly), PUBLIC, LIST):
        text = text_of(manager.get(page))
        assert "<script>alert" not in text
        assert "<img src=x" not in text
        assert 'href="javascript' not in text
        assert "<b>Q</b>" not in text


def test_a_question_that_is_not_published_leaves_the_public_page(manager, monthly, typed):
    manager.post(address("change_faq_entry", monthly), typed(is_published=None))

    manager.logout()
    assert monthly.question_fa not in text_of(manager.get(PUBLIC))


@pytest.mark.parametrize(
    "wrong",
    [
        {"question_fa": ""},
        {"question_en": "\u200b"},
        {"question_en": "x" * 201},
        {"answer_fa": " \n "},
        {"answer_en": "x" * 8001},
        {"version": "0"},
    ],
)
def test_what_makes_no_sense_is_refused_with_what_was_typed(manager, monthly, typed, wrong):
    answer = manager.post(address("change_faq_entry", monthly), typed(**{"answer_fa": "نوشتهٔ من", **wrong}))

    assert answer.status_code == 422
    assert "نوشتهٔ من" in text_of(answer) or "answer_fa" in wrong
    assert Event.objects.count() == 0


def test_a_stale_form_is_refused_with_what_was_typed_and_what_stands_now(manager, monthly, typed):
    opened_before = typed(question_en="Typed meanwhile")
    manager.post(address("change_faq_entry", monthly), typed(question_en="Monthly?"))

    answer = manager.post(address("change_faq_entry", monthly), opened_before)

    text = text_of(answer)
    assert answer.status_code == 409
    assert 'value="Typed meanwhile"' in text
    assert '<dt>Question in English</dt><dd class="plain">Monthly?</dd>' in text


def test_a_question_is_added_once_moved_and_deleted(manager, monthly, typed):
    sent = typed(version=None, question_fa="حضوری هم می‌آید؟", question_en="Do you come by?")
    assert [manager.post(NEW, sent).status_code for _ in range(2)] == [302, 302]
    added = FaqEntry.objects.get(question_en="Do you come by?")

    assert manager.post(address("move_faq_entry", added), {"place": "1"})["Location"] == f"{LIST}#row-{added.pk}"
    assert FaqEntry.objects.order_by("position").first() == added

    assert manager.post(address("delete_faq_entry", added), {"version": "2"}).status_code == 409
    assert manager.post(address("delete_faq_entry", added), {"version": "1"}).status_code == 302
    assert FaqEntry.objects.count() == 8


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_the_pages_are_missing_to_those_who_may_not(client, monthly, who, request):
    client.force_login(request.getfixturevalue(who))

    assert {client.get(page).status_code for page in (LIST, NEW, address("change_faq_entry", monthly))} == {404}
