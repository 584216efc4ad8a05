"""Is it still you? A code by SMS, before a delicate change, for whoever logs in by code."""

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import record_authentication
from allauth.account.internal.flows.reauthentication import resume_request
from allauth.account.utils import get_next_redirect_url
from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.queries import seconds_until_resend
from poshtyar.common.errors import DomainError
from poshtyar.common.security import note
from poshtyar.portal import guesses
from poshtyar.portal.forms.log_in import LoginCodeForm
from poshtyar.portal.identity import confirms_identity
from poshtyar.portal.views.refusals import refused

TEMPLATE = "portal/confirm_identity.html"
SENT = "identity_code_sent"


@never_cache
@login_required
@confirms_identity
def confirm_identity(request):
    """Take the code that was sent to the person, and go on with what they were about to do."""
    _refuse_other_ways(request)
    form = LoginCodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, TEMPLATE, {"form": form, **_page(request)}, status=422 if form.is_bound else 200)
    try:
        is_known = guesses.spend_code_try(request, request.user.mobile)
        code = form.cleaned_data["code"]
        accounts.confirm_identity(user=request.user, code=code, is_known_browser=is_known, now=timezone.now())
    except DomainError as refusal:
        note("identity_refused", why=refusal.code)
        return refused(request, TEMPLATE, form, refusal, **_page(request))
    request.session.pop(SENT, None)
    record_authentication(request, request.user, method="code", reauthenticated=True)
    return resume_request(request) or redirect("portal:settings")


@require_POST
@login_required
def send_identity_code(request):
    """Send the person a code; the page that takes it is the same."""
    _refuse_other_ways(request)
    try:
        is_known = guesses.spend_code(request, request.user.mobile)
        accounts.send_identity_code(user=request.user, is_known_browser=is_known, now=timezone.now())
    except accounts.CodeSentMomentsAgo as refusal:
        # The code sent moments ago still works.
        messages.warning(request, refusal.message)
    except DomainError as refusal:
        return render(request, TEMPLATE, {"refusal": refusal, **_page(request)}, status=429)
    request.session[SENT] = True
    return redirect(f"{reverse('portal:confirm_identity')}?{urlencode({'next': _next(request)})}")


def _refuse_other_ways(request):
    """Refuse whoever is asked for something better than a code, or has no number."""
    ways = get_adapter(request).get_reauthentication_methods(request.user)
    if not any(way["id"] == "confirm_identity" for way in ways):
        raise PermissionDenied


def _page(request):
    """Return what the page says: where the code goes, whether it was sent, and when another may be asked for."""
    return {
        "is_sent": SENT in request.session,
        "wait": seconds_until_resend(request.user.mobile, timezone.now()),
        "next": _next(request),
    }


def _next(request):
    """Return where the person goes on, if it is a path of this site."""
    return get_next_redirect_url(request) or ""
