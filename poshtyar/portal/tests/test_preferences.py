"""set_language, set_theme, and pages in the reader's language …"""

import re

import pytest
from django.urls import reverse

from poshtyar.common.numbers import digits_choice, format_number
from tests import factories


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
@pytest.mark.parametrize(
    ("refused", "readable"),
    [
        ("/tickets/10/rate/", "/tickets/10/"),
        ("/tickets/10/secrets/sec_1/erase/?x=1", "/tickets/10/"),
        ("/quotes/5/approve/", "/quotes/5/"),
        ("/console/quotes/5/deliver/", "/console/quotes/5/"),
        ("/console/tickets/10/quotes/new/", "/console/tickets/10/quotes/new/"),
        ("/preferences/theme/", "/"),
        ("/tickets/new/?store=1", "/tickets/new/?store=1"),
        ("/nowhere/at/all", "/"),
    ],
)
def test_after_a_refused_form_it_goes_where_there_is_something_to_read(client, refused, readable):
    answer = client.post(reverse("portal:set_language"), {"language": "en", "next": refused})

    assert (answer.status_code, answer.headers["Location"]) == (302, readable)


def test_the_switch_of_a_refused_forms_page_leads_to_a_page(client, alice, organization):
    ticket = factories.make_ticket(organization, alice)
    client.force_login(alice)
    refused = client.post(reverse("portal:rate_ticket", args=[ticket.pk]), {"rating": "9"})
    next_page = re.search(r'name="next" value="([^"]+)"', refused.content.decode()).group(1)

    answer = client.post(reverse("portal:set_language"), {"language": "en", "next": next_page}, follow=True)

    assert (refused.status_code, answer.status_code) == (422, 200)
    assert answer.redirect_chain == [(reverse("portal:ticket", args=[ticket.pk]), 302)]


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
