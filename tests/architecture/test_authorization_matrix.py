"""Every address against every role: it lets in whom the table names, and shows nobody else that a thing exists."""

import re
from itertools import product

import pytest
from django.urls import resolve, reverse

from poshtyar.common.paths import readable_path
from tests.architecture import authorization_table as table
from tests.architecture.authorization_table import TABLE, WRONG_METHOD
from tests.architecture.routes import URLS, ask, routes

pytestmark = pytest.mark.usefixtures("demonstration")
# A page, a fragment for htmx, and a form.
WAYS = (("GET", {}), ("GET", {"HX-Request": "true"}), ("POST", {}))
MISSING = {int: 98_765_432, str: "nothing-there"}


def outcome(response, *, of_a_form=False) -> str:
    """Say in a word what an answer amounts to; of a form that was filled in, whether it was done."""
    named = {403: table.REFUSED, 404: table.MISSING, 405: WRONG_METHOD, 409: table.TOLD}
    places = {
        reverse("portal:log_in"): table.LOGIN,
        reverse("account_login"): table.LOGIN,
        reverse("console:queue"): table.CONSOLE,
    }
    if response.status_code in named:
        return named[response.status_code]
    assert response.status_code < 400 or response.status_code in (400, 422)
    target = (response.headers.get("Location") or response.headers.get("HX-Redirect", "")).partition("?")[0]
    if target in places:
        return places[target]
    if of_a_form:
        return table.DONE if response.status_code < 400 else "not understood"
    return table.HOME if target == reverse("portal:dashboard") else table.IN


def without_address(content: str, address: str) -> str:
    """Return a page without what differs by itself: the address that was asked, and the form tokens."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"|&quot;\w{64}&quot;', "", content).replace(address, "")


def test_every_address_is_in_the_table_and_nothing_else():
    assert sorted(set(routes())) == sorted(TABLE)


@pytest.mark.parametrize("name", TABLE)
def test_r66_lets_in_whom_the_table_names(name, people, organization, kwargs_of, bank):
    rule = TABLE[name]
    kwargs = kwargs_of(rule.names)
    form = {key: value.format(organization=organization.public_id) for key, value in rule.form.items()}
    address = reverse(name, kwargs=kwargs)
    nowhere = reverse(name, kwargs={key: MISSING[type(value)] for key, value in kwargs.items()})

    wrong = {}
    for role, (method, headers) in product(people, WAYS):
        person = people[role]
        acts = method == "POST" and rule.posters is not None
        # Who is asked again first is another test's question.
        response, content = ask(person, method, address, form, confirmed=acts, **headers)
        said = outcome(response, of_a_form=acts)
        if said not in allowed(rule, role, method):
            wrong[role, method, *headers] = (response.status_code, said, response.headers.get("Location"))
        if kwargs and said == table.MISSING:
            same, other = ask(person, method, nowhere, form, **headers)
            assert same.status_code == response.status_code
            assert without_address(other, nowhere) == without_address(content, address)

    assert wrong == {}


@pytest.mark.once
@pytest.mark.parametrize("name", TABLE)
def test_from_each_address_a_reader_is_led_to_one_that_takes_get(name, kwargs_of, settings):
    settings.ROOT_URLCONF = URLS
    address = reverse(name, kwargs=kwargs_of(TABLE[name].names))

    led_to = readable_path(address)

    assert (led_to == address) is ("GET" in TABLE[name].methods)
    assert "GET" in TABLE[resolve(led_to).view_name].methods


def allowed(rule, role, method) -> set[str]:
    """Return what the table lets an answer amount to."""
    expected = rule.expected(role, method)
    # Where the table does not tell them apart, whoever is sent on or refused in words was inside too.
    wide = {expected, table.HOME, table.TOLD} if expected == table.IN else {expected}
    if method in rule.methods:
        return wide
    # Who is not let in may be told so first.
    return {WRONG_METHOD} | (wide - {table.IN, table.DONE})
