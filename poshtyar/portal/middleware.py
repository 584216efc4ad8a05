"""What every answer has in common: its policy, and what those to unheard requests and to known people need."""

from functools import cache, partial
from http import HTTPStatus

from allauth.core.internal.httpkit import get_client_ip
from csp.constants import HEADER
from csp.middleware import CSPMiddleware
from csp.utils import build_policy
from django.contrib.auth import get_user
from django.contrib.auth.middleware import AuthenticationMiddleware

from poshtyar.common.bodies import REFUSED
from poshtyar.common.security import Asking, asked, asked_by
from poshtyar.portal.views.errors import SAFE_METHODS, method_not_allowed, not_heard_out


class PolicyMiddleware(CSPMiddleware):
    """django-csp's, but the policy, which is the same for every page, is put together once in a process.

    Files bring a stricter one of their own. No page asks for a nonce, since none has a script or a style within.
    """

    def process_request(self, request):
        """Promise no nonce."""

    def process_response(self, request, response):
        """Say the policy, where the answer does not say one."""
        response.headers.setdefault(HEADER, _policy())
        return response


@cache
def _policy() -> str:
    return build_policy()


class AskingMiddleware:
    """Let the security log say what was asked for from where, also when no view is reached."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Answer, with the request at hand for whoever notes something of it."""
        with asked(Asking(partial(get_client_ip, request), request.method, request.path)):
            return self.get_response(request)


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


class ButtonsOnlyMiddleware:
    """Show a page of ours to whoever reads at an address that takes buttons only; Django's answer has no words."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Put the page in place of nothing, and keep what the address does take."""
        response = self.get_response(request)
        if request.method not in SAFE_METHODS or response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            return response
        page = method_not_allowed(request)
        page.headers["Allow"] = response.headers["Allow"]
        return page


class PersonMiddleware(AuthenticationMiddleware):
    """Django's, but `request.user` is the person, and not a stand-in that asks who it is when it is first used.

    Every answer asks for their language, so nothing could be saved, and each look at a stand-in takes as long as ten.
    """

    def process_request(self, request):
        """Say who asks, to the security log too."""
        super().process_request(request)
        request.user = get_user(request)
        if request.user.is_authenticated:
            asked_by(request.user.public_id)


class PrivatePagesMiddleware:
    """Keep what a signed-in person sees out of shared caches, and out of this browser's own once they have left it.

    Not `no-store`: with it, browsers forget what was typed when one goes back to a form that failed.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        """Mark the pages of whoever is signed in; with the answer that signs them out, empty the cache."""
        was_known = request.user.is_authenticated
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", "private, no-cache")
        elif was_known:
            response.headers["Clear-Site-Data"] = '"cache"'
        return response
