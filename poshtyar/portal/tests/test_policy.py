"""The policy of an answer …"""

from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from django.http import HttpResponse

from poshtyar.portal.middleware import PolicyMiddleware


def policy(middleware, rf, response=None) -> str:
    return middleware(lambda _request: response or HttpResponse())(rf.get("/")).headers[HEADER]


def test_is_what_django_csp_makes_of_the_settings(rf):
    assert policy(PolicyMiddleware, rf) == policy(CSPMiddleware, rf)


def test_leaves_a_stricter_one_as_it_is(rf):
    strict = HttpResponse(headers={HEADER: "default-src 'none'; sandbox"})

    assert policy(PolicyMiddleware, rf, strict) == "default-src 'none'; sandbox"
