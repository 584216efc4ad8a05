"""R85: what stands in an address or a form is a value: nothing fails on it, computes it, sorts or filters by it."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.http import urlencode

from tests import factories
from tests.architecture.authorization_table import ANONYMOUS, DONE, IN, MANAGER, OWNER, STRANGER, TABLE
from tests.architecture.routes import ask
from tests.architecture.valid_forms import FORMS
from tests.ready_made import put_default_catalog

pytestmark = pytest.mark.usefixtures("demonstration")
COMPUTED = "1' OR '1'='1' UNION SELECT password FROM accounts_user -- {{1361*1361}}${1361*1361}<%=1361*1361%>"
# A NUL is what PostgreSQL refuses; a number of 20 digits is what no column holds.
HOSTILE = [COMPUTED, "a\0b", "9" * 20]
ASKED = [
    *("q", "page", "before", "after", "show", "tab", "group", "lot", "since", "until", "kind", "package", "origin"),
    *("next", "order", "Authority", "day", "time", "organization"),
]
# What sends a file's name, a place or a version along with many forms.
CARRIED = ["kept_files", "organization", "draft_version", "nonce"]
WISH = "-password-of-somebody"
EXPOSED = [
    *("order_by", "ordering", "sort", "o", "filter", "search", "fields", "include", "limit", "format"),
    *("user__password__startswith", "password", "user__password", "uploaded_by__email__icontains", "id__gt"),
]


def entering(name: str, people, method: str):
    """Return somebody whom an address lets in."""
    roles = (OWNER, MANAGER, ANONYMOUS, STRANGER)
    return people[next((role for role in roles if TABLE[name].expected(role, method) in (IN, DONE)), OWNER)]


@pytest.mark.parametrize("name", TABLE)
def test_r85_no_value_in_an_address_or_a_form_is_more_than_a_value(name, people, kwargs_of, bank):
    address, form = reverse(name, kwargs=kwargs_of(TABLE[name].names)), FORMS.get(name, {})
    fields, wrong = [*form, *CARRIED], []

    def look(method, where, sent=None):
        response, content = ask(entering(name, people, method), method, where, sent, confirmed=True)
        if response.status_code >= 500 or "1852321" in content or "argon2" in content:
            wrong.append((method, where, sent, response.status_code))

    for value in HOSTILE:
        look("GET", f"{address}?{urlencode(dict.fromkeys(ASKED, value))}")
        look("POST", address, dict.fromkeys(fields, value))
    for field in fields:
        look("POST", address, form | {field: "a\0b"})

    assert wrong == []


@pytest.mark.parametrize("name", [name for name, rule in TABLE.items() if "GET" in rule.methods])
def test_r85_no_address_sorts_or_filters_by_what_it_was_not_made_for(name, people, kwargs_of, bank):
    address = reverse(name, kwargs=kwargs_of(TABLE[name].names))

    with CaptureQueriesContext(connection) as statements:
        response, _ = ask(entering(name, people, "GET"), "GET", f"{address}?{urlencode(dict.fromkeys(EXPOSED, WISH))}")

    said = [statement["sql"] for statement in statements]
    assert response.status_code < 500
    assert [sql for sql in said if WISH in sql or re.search(r'(WHERE|ORDER BY)[^(]*"password"', sql)] == []


SEARCHES = {"portal:tickets": OWNER, "console:queue": MANAGER, "console:organizations": MANAGER}


@pytest.mark.parametrize("name", SEARCHES)
def test_r85_no_wildcard_looks_for_more_than_itself(name, people, organization):
    meant, other = "100% wool_socks", "1000 wool socks"
    for text in (meant, other):
        factories.make_ticket(organization, people[OWNER], subject=text)
        factories.make_organization(factories.make_user("Somebody"), text)

    def found(query):
        _, content = ask(people[SEARCHES[name]], "GET", f"{reverse(name)}?{urlencode({'q': query})}")
        return (meant in content, other in content)

    assert found("wool") == (True, True)
    assert found("0%") == found("l_s") == (True, False)
    assert found("0%w") == (False, False)


def test_r85_services_are_found_by_their_words_alone(people):
    put_default_catalog()

    def found(query):
        response, _ = ask(people[MANAGER], "GET", f"{reverse('console:services')}?{urlencode({'q': query})}")
        return response.context["page"].paginator.count

    assert found("GA4") > 0
    assert found("G%4") == found("G_4") == 0
