"""Every address that takes a POST asks for the token and for our own origin (R71), from a page and from htmx alike."""

import re
from functools import cache

import pytest
from django.test import Client
from django.urls import resolve, reverse

from tests.architecture.authorization_table import MANAGER, OWNER, TABLE

pytestmark = [pytest.mark.once, pytest.mark.usefixtures("demonstration")]
# Shops ask the demo bank with a merchant's number, never with a cookie.
ASKED_BY_MACHINES = {"demo:bank_request_payment", "demo:bank_verify_payment", "demo:bank_inquire_payment"}
FORGERIES = {
    "no token": {},
    "no token, by htmx": {"HX-Request": "true"},
    "somebody else's token": {"X-CSRFToken": "a" * 64},
    "a foreign origin": {"Origin": "https://evil.example", "X-CSRFToken": "mine"},
    "a hidden origin": {"Origin": "null", "X-CSRFToken": "mine"},
    "a foreign origin, by htmx": {
        "Origin": "http://testserver.evil.example",
        "X-CSRFToken": "mine",
        "HX-Request": "true",
    },
}


@cache
def token() -> str:
    """Return what a page gave a browser; it belongs to no person and no session."""
    browser = Client()
    browser.get(reverse("portal:faq"))
    return browser.cookies["csrf"].value


def signed_in(person) -> Client:
    """Return a browser that checks tokens, and has one."""
    browser = Client(enforce_csrf_checks=True)
    if person:
        browser.force_login(person)
    browser.cookies["csrf"] = token()
    return browser


@pytest.mark.parametrize("name", sorted(TABLE.keys() - ASKED_BY_MACHINES))
def test_r71_a_forged_post_is_refused(name, people, kwargs_of):
    address = reverse(name, kwargs=kwargs_of(TABLE[name].names))

    let_in = []
    for person in (None, people[OWNER], people[MANAGER]):
        browser = signed_in(person)
        for forgery, headers in FORGERIES.items():
            sent = {key: token() if value == "mine" else value for key, value in headers.items()}
            if browser.post(address, TABLE[name].form, headers=sent).status_code != 403:
                let_in.append((str(person), forgery))

    assert let_in == []


def test_r71_only_machines_go_without_a_token(people, kwargs_of):
    free = {
        name
        for name in TABLE
        if getattr(resolve(reverse(name, kwargs=kwargs_of(TABLE[name].names))).func, "csrf_exempt", False)
    }

    assert free == ASKED_BY_MACHINES


def test_a_post_of_htmx_with_the_token_of_the_page_works(db):
    browser = Client(enforce_csrf_checks=True)
    page = browser.get(reverse("portal:log_in")).content.decode()
    token = re.search(r"""hx-headers:inherited='\{"X-CSRFToken": "(\w+)"\}'""", page).group(1)

    answer = browser.post(
        reverse("portal:set_theme"), {"theme": "dark"}, headers={"HX-Request": "true", "X-CSRFToken": token}
    )

    assert answer.status_code == 204
    assert answer.headers["HX-Redirect"] == "/"
    assert browser.cookies["theme"].value == "dark"
