"""The outbox page …"""

import re

import pytest

from poshtyar.outbox import operations as outbox

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.demo_urls")]
OUTBOX = "/demo/outbox/"


@pytest.fixture
def demonstration(settings):
    """Be a demonstration."""
    settings.DEMO = True


def test_shows_the_newest_message_first_codes_among_them(client, demonstration, now):
    outbox.send_email(to="alice@example.com", subject="<b>سلام</b>", body="متن", now=now)
    outbox.send_sms(to="+989121234567", body="کد شما ۱۲۳۴۵۶", now=now, is_secret=True)

    page = client.get(OUTBOX).content.decode()

    assert 0 < page.index("کد شما ۱۲۳۴۵۶") < page.index("&lt;b&gt;سلام&lt;/b&gt;")


def test_shows_at_most_fifty_in_as_few_questions_as_one(client, demonstration, now, django_assert_num_queries):
    for _ in range(51):
        outbox.send_sms(to="+989121234567", body="متن", now=now)

    with django_assert_num_queries(1):
        page = client.get(OUTBOX).content.decode()

    assert page.count("متن") == 50


def test_writes_numbers_as_people_do_and_addresses_as_islands(client, demonstration, now):
    outbox.send_sms(to="+989121234567", body="ببینید:\nhttps://desk.example/tickets/3/", now=now)

    page = client.get(OUTBOX).content.decode()

    assert ">۰۹۱۲ ۱۲۳ ۴۵۶۷</a>" in page
    # The sheet isolates links of this class: the slash that ends an address would stand before it.
    assert re.search(r'class="[^"]*outgoing".*?href="https://desk.example/tickets/3/"', page, re.DOTALL)


def test_is_missing_outside_a_demonstration(client, now):
    outbox.send_sms(to="+989121234567", body="کد شما ۱۲۳۴۵۶", now=now, is_secret=True)

    assert client.get(OUTBOX).status_code == 404


def test_is_linked_from_the_page_that_asks_for_the_code(client, demonstration):
    response = client.post("/login/", {"mobile": "09121234567"}, follow=True)

    assert f'href="{OUTBOX}"' in response.content.decode()


@pytest.mark.parametrize(("language", "direction"), [("fa", "rtl"), ("en", "ltr")])
def test_shows_each_message_in_the_direction_of_its_language(client, demonstration, now, language, direction):
    body = "\u2068سارا\u2069 invites you." if language == "en" else "\u2068Sara\u2069 دعوت کرده."
    outbox.send_sms(to="+989121234567", body=body, language=language, now=now)

    page = client.get(OUTBOX).content.decode()

    assert f'lang="{language}" dir="{direction}"' in page
    assert 'dir="auto"' not in page
