"""What may answer a question before it is asked …"""

import pytest
from django.urls import reverse

from poshtyar.catalog.operations import install_default_catalog
from poshtyar.knowledge.models import FaqEntry
from poshtyar.knowledge.operations import install_default_faq

pytestmark = pytest.mark.django_db
SIMILAR, NEW = reverse("portal:similar_answers"), reverse("portal:open_ticket")


@pytest.fixture
def page(client, alice, organization):
    install_default_faq()
    client.force_login(alice)
    return client


def similar(page, subject):
    return page.get(SIMILAR, {"subject": subject}).content.decode()


def test_is_a_published_question_with_its_answer(page):
    entry = FaqEntry.objects.get(position=1)

    assert entry.question_fa in similar(page, "بسته ماهانه است؟")
    FaqEntry.objects.update(is_published=False)
    assert similar(page, "بسته ماهانه است؟").strip() == ""


def test_is_a_service_with_its_usual_price_where_there_is_room(page):
    install_default_catalog()

    said = similar(page, "upgrade PrestaShop to 8.2 please")

    assert "سکه" in said
    assert said.count("<details>") + said.count("<strong>") <= 3


@pytest.mark.parametrize("subject", ["", " ", "zzz qqq", "\x00", "%", "<script>", "و" * 5000])
def test_is_nothing_for_what_nothing_answers(page, subject):
    assert similar(page, subject).strip() == ""


def test_stands_beside_a_refused_form_without_javascript_too(page):
    entry = FaqEntry.objects.get(position=1)

    refused = page.post(
        NEW, {"subject": "بسته ماهانه است؟", "body": "", "effect": "question", "nonce": "form-of-similar"}
    )

    assert refused.status_code == 422
    assert entry.question_fa in refused.content.decode()


def test_asks_two_questions_of_the_database_and_none_for_an_empty_title(page, django_assert_num_queries):
    install_default_catalog()
    similar(page, "")

    with django_assert_num_queries(3):
        similar(page, "")
    with django_assert_num_queries(5):
        similar(page, "بسته ماهانه است؟")
