"""Adding a mobile number to an account that began with an e-mail address."""

from functools import wraps

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.queries import seconds_until_resend
from poshtyar.common.errors import DomainError
from poshtyar.common.limits import AN_HOUR, spend
from poshtyar.common.security import note
from poshtyar.portal import guesses
from poshtyar.portal.browsers import remember_browser
from poshtyar.portal.forms.log_in import LoginCodeForm, MobileForm
from poshtyar.portal.identity import identity_required
from poshtyar.portal.views.refusals import refused
from poshtyar.portal.wanted import before, wanted_path

# The number stands in the session while its code is awaited, as at the log-in.
MOBILE = "mobile_to_add"
ASK, ENTER = "portal/send_mobile_code.html", "portal/add_mobile.html"


def without_mobile(view):
    """Let in customers without a number, who were asked again; others are led back: a number is never changed."""

    @never_cache
    @identity_required
    @wraps(view)
    def asking(request):
        if not request.user.may_add_mobile:
            return redirect("portal:settings")
        return view(request)

    return asking


@without_mobile
def send_mobile_code(request):
    """Ask for a number and send it a code; a number that somebody has gets the same answer."""
    wanted = wanted_path(request)
    form = MobileForm(request.POST or None, initial={"mobile": request.session.get(MOBILE)})
    if request.method != "POST" or not form.is_valid():
        return render(request, ASK, {"form": form, "next": wanted}, status=422 if form.is_bound else 200)
    mobile = form.cleaned_data["mobile"]
    try:
        spend("mobile_code", str(request.user.pk), limit=10, seconds=AN_HOUR)
        is_known = guesses.spend_code(request, mobile)
        accounts.send_mobile_code(mobile=mobile, actor=request.user, now=timezone.now(), is_known_browser=is_known)
    except accounts.CodeSentMomentsAgo as refusal:
        # The code sent moments ago still works.
        messages.warning(request, refusal.message)
    except DomainError as refusal:
        note("code_refused", why=refusal.code, name=mobile)
        return refused(request, ASK, form, refusal, next=wanted)
    request.session[MOBILE] = mobile
    return redirect(before(wanted, "portal:add_mobile"))


@without_mobile
def add_mobile(request):
    """Take the code of the SMS; the number is the person's from then on."""
    mobile, wanted = request.session.get(MOBILE), wanted_path(request)
    if mobile is None:
        return redirect(before(wanted, "portal:send_mobile_code"))
    page = {"mobile": mobile, "wait": seconds_until_resend(mobile, timezone.now()), "next": wanted}
    form = LoginCodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, ENTER, {"form": form, **page}, status=422 if form.is_bound else 200)
    try:
        is_known, code = guesses.spend_code_try(request, mobile), form.cleaned_data["code"]
        accounts.add_mobile(mobile=mobile, code=code, actor=request.user, now=timezone.now(), is_known_browser=is_known)
    except DomainError as refusal:
        note("mobile_refused", why=refusal.code, name=mobile)
        return refused(request, ENTER, form, refusal, **page)
    del request.session[MOBILE]
    messages.success(request, gettext("Your mobile number is kept. You can log in with a code, too."))
    return remember_browser(request, redirect(wanted or "portal:settings"), mobile)
