"""set_language, set_theme, and pages in the reader's language …"""

import pytest
from django.urls import reverse

from poshtyar.common.numbers import digits_choice, format_number


def page(client):
    return client.get(reverse("portal:log_in")).content.decode()


@pytest.mark.django_db
def test_pages_are_persian_first_whatever_the_browser_says(client):
    answer = client.get(reverse("portal:log_in"), headers={"Accept-Language": "en"})

    assert '<html lang="fa" dir="rtl" data-theme="system">' in answer.content.decode()
    assert answer.headers["Content-Language"] == "fa"


@pytest.mark.django_db
def test_a_visitor_chooses_language_and_theme(client):
    client.post(reverse("portal:set_language"), {"language": "en"})
    client.post(reverse("portal:set_theme"), {"theme": "dark"})

    assert '<html lang="en" dir="ltr" data-theme="dark">' in page(client)


def test_a_persons_choice_is_kept_with_the_person(client, alice):
    client.force_login(alice)

    client.post(reverse("portal:set_language"), {"language": "en"})
    client.post(reverse("portal:set_theme"), {"theme": "light"})

    alice.refresh_from_db()
    assert (alice.language, alice.theme, alice.display_name) == ("en", "light", "Alice")


def test_a_persons_choice_wins_over_the_cookie(client, alice):
    client.cookies["language"], client.cookies["theme"] = "en", "dark"
    client.force_login(alice)

    answer = client.get(reverse("portal:settings")).content.decode()

    assert '<html lang="fa" dir="rtl" data-theme="system">' in answer


def test_the_cookies_follow_the_person(client, alice):
    client.cookies["theme"] = "dark"
    client.force_login(alice)

    client.get(reverse("portal:settings"))

    assert (client.cookies["language"].value, client.cookies["theme"].value) == ("fa", "system")


@pytest.mark.django_db
@pytest.mark.parametrize(("name", "value"), [("language", "xx"), ("theme", "../x"), ("language", "")])
def test_an_unknown_choice_is_refused(client, name, value):
    answer = client.post(reverse(f"portal:set_{name}"), {name: value})

    assert answer.status_code == 400
    assert name not in client.cookies


@pytest.mark.django_db
@pytest.mark.parametrize("cookie", ["xx", "", "en-US", "fa\x00"])
def test_a_broken_cookie_means_persian(client, cookie):
    client.cookies["language"] = cookie

    assert '<html lang="fa"' in page(client)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("asked", "went"),
    [
        ("/services/?q=1", "/services/?q=1"),
        ("https://evil.example/", "/"),
        ("//evil.example/", "/"),
        ("/\\evil.example/", "/"),
        ("javascript:alert(1)", "/"),
        ("", "/"),
    ],
)
def test_it_goes_back_to_this_site_only(client, asked, went):
    answer = client.post(reverse("portal:set_theme"), {"theme": "dark", "next": asked})

    assert (answer.status_code, answer.headers["Location"]) == (302, went)


@pytest.mark.django_db
def test_a_get_changes_nothing(client):
    assert client.get(reverse("portal:set_theme"), {"theme": "dark"}).status_code == 405


def test_the_readers_digits_are_used_on_this_request_only(client, alice):
    alice.digits = "latin"
    alice.save(update_fields=["digits"])
    client.force_login(alice)
    client.get(reverse("portal:settings"))

    assert digits_choice.get() == "auto"
    assert format_number(12, "fa") == "۱۲"
