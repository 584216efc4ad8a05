"""Every address that takes a POST asks for the token, from a page and from htmx alike."""

import re

import pytest
from django.test import Client
from django.urls import get_resolver, reverse
from django.urls.resolvers import URLPattern


def addresses(resolver=None, prefix="/"):
    """Yield the path of each address, with made-up arguments."""
    for entry in (resolver or get_resolver("config.urls")).url_patterns:
        route = prefix + re.sub(r"<int:\w+>", "1", re.sub(r"<(?!int:)[^>]+>", "x", str(entry.pattern)))
        if isinstance(entry, URLPattern):
            yield route
        else:
            yield from addresses(entry, route)


OURS = [path for path in addresses() if not path.startswith(("/demo/", "/account/")) and "^" not in path]


@pytest.mark.parametrize("path", OURS)
@pytest.mark.django_db
def test_a_post_of_htmx_without_the_token_is_refused(path):
    answer = Client(enforce_csrf_checks=True).post(path, headers={"HX-Request": "true"})

    assert answer.status_code == 403


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
