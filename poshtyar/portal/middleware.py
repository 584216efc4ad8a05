"""Answers to requests that were not heard out."""

from poshtyar.common.bodies import REFUSED
from poshtyar.portal.views.errors import not_heard_out


class RefusedBodyMiddleware:
    """Say why the body of a request was refused, in place of the page that was asked for."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer for the server, which cannot write a page."""
        # Under Django's own ASGI handler the scope is the request's, under a2wsgi it stands in the environment.
        scope = getattr(request, "scope", None) or request.META.get("asgi.scope", {})
        refusal = scope.get(REFUSED)
        return not_heard_out(request, refusal) if refusal else self.get_response(request)
