"""R75: whatever a link or a form says, a reader goes on to a path of this site."""

from itertools import product

import pytest
from django.test import Client
from django.urls import reverse

from poshtyar.accounts.adapter import AccountAdapter

pytestmark = [pytest.mark.once, pytest.mark.django_db]

HOSTS = [
    *("evil.example", "evil.example/wallet/", "testserver@evil.example", "evil.example#testserver", "1.2.3.4", "[::1]"),
    *("evil。example", "ｅvil.example", "xn--evil.example", "evil.example:80", "evil.example%2ftestserver"),
]
STARTS = [
    *("//", "///", "////", "/\\", "\\\\", "\\/", "/\t/", "/\n/", "/\r/", "\t//", " //", "\0//", "/\0/", "\u00a0//"),
    *("http://", "https://", "HTTPS://", "http:/", "http:", "https:\\\\", "hTTp:\t//", "//testserver@", "\x01https://"),
    *("ftp://", "ws://", "javascript://", "data:text/html,", "view-source:http://", "blob:http://", "//\\"),
    "/\u2028//",
]
OFF_SITE = [
    *(start + host for start, host in product(STARTS, HOSTS)),
    *("javascript:alert(1)", "JaVaScRiPt:alert(1)", "java\nscript:alert(1)", "vbscript:x", "data:,x", "mailto:a@b.c"),
    *("evil.example", "wallet/", "../wallet/", "?next=//evil.example", "#x", ".", "", "%2f%2fevil.example"),
    "\\evil.example",
]


def lands_on(location: str) -> str:
    """Return where a browser goes from a page of this site: it drops controls, and takes a backslash for a slash."""
    read = "".join(one for one in location.strip(" \0\t\n\r\f\v\x01") if one not in "\t\n\r").replace("\\", "/")
    return "here" if read.startswith("/") and not read.startswith("//") else read


def test_r75_is_tried_in_more_than_three_hundred_ways():
    assert len(set(OFF_SITE)) > 307
    assert {lands_on(one) for one in OFF_SITE} != {"here"}


@pytest.mark.parametrize("door", ["set_language", "set_theme"])
def test_r75_a_choice_of_language_or_theme_leads_nowhere_else(door):
    client = Client()
    form = {"language": "en", "theme": "dark"}

    led = {client.post(reverse(f"portal:{door}"), form | {"next": one})["Location"] for one in OFF_SITE}

    assert {lands_on(location) for location in led} == {"here"}


@pytest.mark.parametrize("door", ["log_in", "enter_login_code", "log_in_with_password", "register"])
@pytest.mark.parametrize("way", ["get", "post"])
def test_r75_whoever_is_signed_in_is_led_nowhere_else(door, way, alice, organization):
    client = Client()
    client.force_login(alice)

    led = {getattr(client, way)(reverse(f"portal:{door}"), {"next": one})["Location"] for one in OFF_SITE}

    assert {lands_on(location) for location in led} == {"here"}


@pytest.mark.parametrize("door", ["log_in", "log_in_with_password", "register", "registration_link_sent"])
def test_r75_the_pages_of_the_log_in_carry_no_other_place(door):
    shown = [Client().get(reverse(f"portal:{door}"), {"next": one}).context["next"] for one in OFF_SITE]

    assert {lands_on(one) for one in shown if one} <= {"here"}


def test_r75_what_allauth_carries_goes_nowhere_else():
    safe = [one for one in OFF_SITE if AccountAdapter().is_safe_url(one)]

    assert {lands_on(one) for one in safe} <= {"here"}


def test_r75_a_link_without_its_last_slash_stays_here():
    answers = [Client().get(path) for path in ("/login", "/%2fevil.example/login", "/\\evil.example")]

    assert [answer.status_code for answer in answers] == [301, 404, 404]
    assert answers[0]["Location"] == "/login/"
