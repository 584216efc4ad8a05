"""The log-in pages …"""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from poshtyar.accounts.models import LoginCode, User
from poshtyar.accounts.operations import login_codes
from poshtyar.accounts.tests.codes import last_code, wrong
from poshtyar.outbox.models import OutgoingMessage
from tests import factories

pytestmark = pytest.mark.django_db

MOBILE = "+989121234567"
LOG_IN, ENTER = reverse("portal:log_in"), reverse("portal:enter_login_code")


def ask(client, typed="09121234567", **data):
    return client.post(LOG_IN, {"mobile": typed, **data})


def log_in(client, mobile=MOBILE, **data):
    ask(client, mobile, **data)
    return client.post(ENTER, {"code": last_code(mobile), **data})


def test_a_new_person_keeps_the_language_and_the_theme_of_the_browser(client):
    client.cookies["language"], client.cookies["theme"] = "en", "dark"

    log_in(client)

    person = User.objects.get(mobile=MOBILE)
    assert (person.language, person.theme) == ("en", "dark")


@pytest.mark.parametrize(
    "typed",
    [
        "09121234567",
        "9121234567",
        "+989121234567",
        "00989121234567",
        "989121234567",
        "0912 123 4567",
        "0912-123-4567",
        "(0912) 1234567",
        "۰۹۱۲۱۲۳۴۵۶۷",
        "٠٩١٢١٢٣٤٥٦٧",
        "۰۹۱۲ ۱۲۳ ۴۵۶۷",
        "\u2066+98 912 123 4567\u2069",
    ],
)
def test_take_every_way_of_writing_a_number(client, typed):
    response = ask(client, typed)

    assert response.status_code == 302
    assert LoginCode.objects.get().mobile == MOBILE


@pytest.mark.parametrize("typed", ["", "123", "02112345678", "0912123456", "0912123456x", "+12025550123"])
def test_refuse_what_is_no_mobile_number_and_keep_what_was_typed(client, typed):
    response = ask(client, typed)

    assert response.status_code == 422
    assert f'value="{typed}"' in response.content.decode() or typed == ""
    assert not OutgoingMessage.objects.exists()


def test_register_a_new_number_and_ask_who_it_is(client):
    response = log_in(client)

    assert response.status_code == 302
    assert response.url == reverse("portal:dashboard")
    assert client.get(reverse("portal:settings")).wsgi_request.user == User.objects.get(mobile=MOBILE)


def test_lead_a_newcomer_who_ordered_past_the_name_of_their_organization_to_the_order(client, essential):
    """Through the code and the first page, also when that page was refused once."""
    order = reverse("portal:order_package", args=[essential.code])
    asked = client.get(order)
    code_page = client.post(asked.url, {"mobile": MOBILE, "next": order})
    entered = client.post(code_page.url, {"code": last_code(MOBILE), "next": order})
    welcome = client.get(entered.url)

    refused = client.post(welcome.url, {"owner_name": "", "name": "", "next": order})
    named = client.post(welcome.url, {"owner_name": "دانا", "name": "فروشگاه دانا", "next": order})

    kept = f'name="next" value="{order}"'
    assert kept in client.get(welcome.url).content.decode() and kept in refused.content.decode()
    assert (named.status_code, named.url) == (302, order)


@pytest.mark.parametrize("elsewhere", ["https://evil.example/", "//evil.example", "javascript:alert(1)"])
def test_lead_a_newcomer_to_no_other_site(client, db, elsewhere):
    client.force_login(factories.make_user("", mobile=MOBILE, email=None))

    named = client.post(
        reverse("portal:create_organization"), {"owner_name": "دانا", "name": "فروشگاه دانا", "next": elsewhere}
    )

    assert named.url == reverse("portal:dashboard")


@pytest.mark.parametrize("script", ["۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩"])
def test_take_a_code_in_persian_and_arabic_digits_with_spaces(client, script):
    ask(client)
    code = last_code(MOBILE).translate(str.maketrans("0123456789", script))

    response = client.post(ENTER, {"code": f" {code[:3]} {code[3:]} "})

    assert response.status_code == 302
    assert User.objects.get().mobile == MOBILE


def test_never_show_the_code(client, settings):
    settings.DEMO = True

    response = ask(client)
    page = client.get(ENTER)

    code = last_code(MOBILE)
    assert code not in response.content.decode() + str(response.headers) + page.content.decode()
    assert 'autocomplete="one-time-code"' in page.content.decode()
    assert 'inputmode="numeric"' in page.content.decode()


def test_answer_known_and_unknown_numbers_alike(client, alice, agnes):
    """R78: the same statuses, addresses and bodies for a customer, for staff and for a stranger."""

    def answers(number):
        client.cookies.clear()
        asked = client.post(LOG_IN, {"mobile": number})
        page = client.get(ENTER)
        refused = client.post(ENTER, {"code": wrong("000000")})
        again = client.post(LOG_IN, {"mobile": number})
        return [
            (answer.status_code, answer.headers.get("Location"), plain(answer, number))
            for answer in (asked, page, refused, again)
        ]

    stranger = "+989350000000"
    assert answers(alice.mobile) == answers(stranger) == answers(agnes.mobile)
    assert OutgoingMessage.objects.count() == 3


def plain(response, number):
    """Return the body without what differs in every answer: its token, and the number itself."""
    import re

    from poshtyar.common.mobile import format_mobile
    from poshtyar.common.persian import to_persian_digits

    body = re.sub(r'"[A-Za-z0-9]{64}"', "", response.content.decode())
    for written in (number, format_mobile(number), to_persian_digits(format_mobile(number))):
        body = body.replace(written, "NUMBER")
    return re.sub(r"[۰-۹]+ ثانیه", "", body)


def test_refuse_a_wrong_code_with_words(client):
    ask(client)

    response = client.post(ENTER, {"code": wrong(last_code(MOBILE))})

    assert response.status_code == 409
    assert "اشتباهه" in response.content.decode()
    assert not User.objects.exists()


def test_refuse_the_code_of_another_number(client, alice, monkeypatch):
    # Drawn by chance, two codes are equal once in a million.
    drawn = iter([111111, 222222])
    monkeypatch.setattr(login_codes.secrets, "randbelow", lambda limit: next(drawn))
    ask(client, alice.mobile)
    ask(client)

    response = client.post(ENTER, {"code": last_code(alice.mobile)})

    assert response.status_code == 409
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize(("seconds", "status"), [(118, 302), (121, 409)])
def test_take_a_code_for_two_minutes(client, time_machine, seconds, status):
    time_machine.move_to("2026-11-28 06:30:00+00:00", tick=False)
    ask(client)
    time_machine.shift(seconds)

    response = client.post(ENTER, {"code": last_code(MOBILE)})

    assert response.status_code == status
    assert ("_auth_user_id" in client.session) is (status == 302)


def test_let_nobody_else_in_with_a_used_code(client):
    log_in(client)
    code, other = last_code(MOBILE), Client()
    # The other browser is at the same step: it asked for a code of this number, and got none so soon.
    ask(other)

    response = other.post(ENTER, {"code": code})

    assert response.status_code == 409
    assert "_auth_user_id" not in other.session


def test_send_the_second_of_two_clicks_to_the_code_of_the_first(client):
    ask(client)

    response = ask(client)

    assert response.url == ENTER
    assert OutgoingMessage.objects.count() == 1


def test_take_the_second_click_on_the_code_for_done(client):
    ask(client)
    code = last_code(MOBILE)
    client.post(ENTER, {"code": code})

    response = client.post(ENTER, {"code": code})

    assert (response.status_code, response.url) == (302, reverse("portal:dashboard"))
    assert User.objects.count() == 1


def test_r80_give_the_session_a_new_key(client, alice):
    """R80: a key that was planted before the log-in is worth nothing after it."""
    ask(client, alice.mobile)
    planted = client.session.session_key

    client.post(ENTER, {"code": last_code(alice.mobile)})

    assert client.session.session_key != planted
    stranger = type(client)()
    stranger.cookies["session"] = planted
    assert stranger.get(reverse("portal:settings")).status_code == 302


def test_r80_make_a_stolen_cookie_useless_at_log_out(client, alice):
    """R80"""
    log_in(client, alice.mobile)
    thief = type(client)()
    thief.cookies["session"] = client.session.session_key
    assert thief.get(reverse("portal:settings")).status_code == 200

    client.post(reverse("portal:log_out"))

    assert thief.get(reverse("portal:settings")).status_code == 302


def test_leave_no_page_in_the_browser_at_log_out(client, alice):
    log_in(client, alice.mobile)
    assert client.get(reverse("portal:settings"))["Cache-Control"] == "private, no-cache"

    assert client.post(reverse("portal:log_out"))["Clear-Site-Data"] == '"cache"'
    assert "Clear-Site-Data" not in client.get(reverse("portal:home"))


def test_log_out_by_post_only(client, alice):
    client.force_login(alice)

    assert client.get(reverse("portal:log_out")).status_code == 405
    assert "_auth_user_id" in client.session


OFF_SITE = [
    "https://evil.example/",
    "//evil.example",
    "///evil.example",
    "/\\evil.example",
    "\\\\evil.example",
    "/\t/evil.example",
    "http:evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    "https:/evil.example",
    "evil.example",
    " //evil.example",
    "/\n/evil.example",
    "http://testserver@evil.example/",
    "https://testserver/elsewhere",
]


@pytest.mark.parametrize("wanted", OFF_SITE)
def test_lead_nowhere_but_this_site(client, alice, wanted):
    """R75"""
    response = log_in(client, alice.mobile, next=wanted)

    assert response.url == reverse("portal:dashboard")


def test_lead_to_where_the_person_wanted_to_go(client, alice):
    response = log_in(client, alice.mobile, next="/wallet/?page=2")

    assert response.url == "/wallet/?page=2"


def test_forget_where_to_go_at_no_step(client):
    response = client.post(LOG_IN + "?next=/wallet/", {"mobile": MOBILE, "next": "/wallet/"})

    assert response.url == ENTER + "?next=%2Fwallet%2F"
    assert 'name="next" value="/wallet/"' in client.get(response.url).content.decode()


def test_ask_for_the_number_first(client, db):
    assert client.get(ENTER).url == LOG_IN


def test_refuse_an_address_that_tries_too_often(client, settings):
    """R79"""
    settings.LOGIN_TRIES_PER_ADDRESS = 2
    ask(client, "09121111111")
    ask(client, "09122222222")

    response = ask(client, "09123333333")

    assert response.status_code == 429
    assert LoginCode.objects.count() == 2


@pytest.mark.parametrize(
    "name",
    [
        *("X-Forwarded-For", "X-Real-IP", "Forwarded", "CF-Connecting-IP", "True-Client-IP", "X-Client-IP"),
        *("X-Cluster-Client-IP", "Fastly-Client-IP", "X-Original-Forwarded-For", "Via", "Client-IP"),
    ],
)
def test_r77_believe_no_forwarded_address(client, settings, name):
    """Without a proxy of ours, a header does not make another address."""
    settings.LOGIN_TRIES_PER_ADDRESS = 1
    client.post(LOG_IN, {"mobile": "09121111111"}, headers={name: "1.2.3.4"})

    response = client.post(LOG_IN, {"mobile": "09122222222"}, headers={name: "5.6.7.8"})

    assert response.status_code == 429


def test_r77_believe_nobody_who_says_who_they_are(client, mina):
    said = "Remote-User X-Remote-User X-Forwarded-User X-Auth-Request-Email CF-Access-Authenticated-User-Email"
    headers = dict.fromkeys(said.split(), mina.email)
    headers |= {"X-HTTP-Method-Override": "POST", "Authorization": "Basic bWluYTp4"}

    assert client.get(reverse("console:queue"), headers=headers).status_code == 302
    assert client.get(reverse("portal:log_out"), headers=headers).status_code == 405


def test_refuse_everybody_without_the_cache(client, monkeypatch):
    """R29: the limits fail closed."""

    def broken(*args, **kwargs):
        raise ConnectionError

    monkeypatch.setattr(cache, "incr", broken)

    response = ask(client)

    assert response.status_code == 429
    assert not LoginCode.objects.exists()


def test_ask_few_questions_of_the_database(client, django_assert_max_num_queries):
    ask(client)

    with django_assert_max_num_queries(12):
        client.get(ENTER)


def test_ask_for_the_token_of_the_form(client, alice):
    """R71"""
    strict = Client(enforce_csrf_checks=True)

    for address in (LOG_IN, ENTER, reverse("portal:log_in_with_password"), reverse("portal:log_out")):
        assert strict.post(address, {"mobile": alice.mobile}).status_code == 403
    assert not LoginCode.objects.exists()


def test_show_no_code_again(client, alice):
    client.post(reverse("portal:log_in"), {"mobile": alice.mobile})

    page = client.post(reverse("portal:enter_login_code"), {"code": "135 791x"}).content.decode()

    assert 'autocomplete="one-time-code"' in page
    assert "791x" not in page
