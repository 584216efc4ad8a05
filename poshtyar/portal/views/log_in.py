"""Logging in and out: by a code to the mobile number, which also registers, or by e-mail and password."""

import logging

from allauth.account.adapter import get_adapter
from allauth.account.internal.flows.login import perform_login, perform_password_login, record_authentication
from allauth.account.internal.flows.logout import logout
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.queries import hash_token, invitation_behind, seconds_until_resend
from poshtyar.common.errors import DomainError
from poshtyar.common.security import note
from poshtyar.portal import guesses
from poshtyar.portal.browsers import remember_browser, remembers_browser
from poshtyar.portal.forms.log_in import LoginCodeForm, MobileForm, PasswordLogInForm
from poshtyar.portal.forms.two_factor import first_step_of
from poshtyar.portal.links import INVITATION, kept_link
from poshtyar.portal.views.refusals import refused
from poshtyar.portal.wanted import before, wanted_path
from poshtyar.ui.middleware import theme_of_cookie

# The number stands in the session while its code is awaited: never in an address, where logs would keep it.
MOBILE = "log_in_mobile"


@never_cache
def log_in(request):
    """Ask for a mobile number and send it a code; known and unknown numbers get the same answer."""
    if request.user.is_authenticated:
        return redirect(_destination(request))
    form = MobileForm(request.POST or None, initial={"mobile": request.session.get(MOBILE)})
    if request.method != "POST" or not form.is_valid():
        return _page(request, "portal/log_in.html", form)

    try:
        send_code(request, form.cleaned_data["mobile"])
    except DomainError as refusal:
        note("code_refused", why=refusal.code, name=form.cleaned_data["mobile"])
        return refused(request, "portal/log_in.html", form, refusal, **_destined(request))
    return redirect(before(wanted_path(request), "portal:enter_login_code"))


@never_cache
@remembers_browser
def enter_login_code(request):
    """Take the code of the SMS and log in; an unknown number becomes a new person."""
    if request.user.is_authenticated:
        return redirect(_destination(request))
    mobile = request.session.get(MOBILE)
    if mobile is None:
        return redirect(before(wanted_path(request), "portal:log_in"))
    form = LoginCodeForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "portal/enter_login_code.html", form, **_code_sent(request, mobile))

    try:
        person = _use_code(request, mobile, form.cleaned_data["code"])
    except DomainError as refusal:
        note("log_in_refused", why=refusal.code, name=mobile)
        return refused(request, "portal/enter_login_code.html", form, refusal, **_code_sent(request, mobile))
    del request.session[MOBILE]
    record_authentication(request, person, method="code", phone=mobile)
    login = Login(user=person, redirect_url=_destination(request), state=first_step_of(person))
    return perform_login(request, login)


@never_cache
@sensitive_post_parameters("password")
@remembers_browser
def log_in_with_password(request):
    """Log in with e-mail and password; staff with a second factor go on to it."""
    if request.user.is_authenticated:
        return redirect(_destination(request))
    form = PasswordLogInForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return _page(request, "portal/log_in_with_password.html", form)

    credentials = form.cleaned_data
    try:
        guesses.spend_password_try(request, credentials["email"])
    except DomainError as refusal:
        note("log_in_refused", why=refusal.code, name=credentials["email"])
        return refused(request, "portal/log_in_with_password.html", form, refusal, **_destined(request))
    person = get_adapter(request).authenticate(request, **credentials)
    if person is None or not person.is_active:
        form.add_error(None, gettext("E-mail or password is wrong."))
        return _page(request, "portal/log_in_with_password.html", form)
    guesses.give_password_try_back(request, credentials["email"])
    state = first_step_of(person)
    login = Login(user=person, email=credentials["email"], redirect_url=_destination(request), state=state)
    return perform_password_login(request, credentials, login)


@never_cache
def open_browser_link(request, token):
    """Let whoever reads the mail of an address try its password in this browser."""
    response = redirect("portal:log_in_with_password")
    try:
        email = accounts.email_of_browser_link(token)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return response
    messages.success(request, gettext("Now log in: here, nobody else's tries count."))
    return remember_browser(request, response, email)


@require_POST
def log_out(request):
    """End this session; also one that stands before its second factor."""
    note("logged_out", level=logging.INFO)
    logout(request, show_message=False)
    return redirect("portal:home")


def send_code(request, mobile):
    """Send a code, and remember the number for the page that takes it. Raises TooOften and its like."""
    is_known = guesses.spend_code(request, mobile)
    try:
        accounts.send_login_code(mobile=mobile, language=get_language(), now=timezone.now(), is_known_browser=is_known)
    except accounts.CodeSentMomentsAgo as refusal:
        # The code sent moments ago still works, so its page is where the person wants to be.
        messages.warning(request, refusal.message)
    request.session[MOBILE] = mobile


def _page(request, template, form, **more):
    """Show a form; one that was filled in wrongly says so with 422."""
    status = 422 if form.is_bound else 200
    return render(request, template, {"form": form, **_destined(request), **more}, status=status)


def _destined(request) -> dict:
    """Return where the person wanted to go, and the invitation whose link led them here."""
    wanted = wanted_path(request)
    if wanted != reverse("portal:accept_invitation"):
        return {"next": wanted}
    token_hash = hash_token(kept_link(request, INVITATION))
    return {"next": wanted, "invitation": invitation_behind(token_hash, timezone.now())}


def _use_code(request, mobile: str, code: str):
    """Count the try, and return the person of the code. Raises TooOften, WrongLoginCode."""
    is_known = guesses.spend_code_try(request, mobile)
    return accounts.log_in_with_code(
        mobile=mobile,
        code=code,
        language=get_language(),
        theme=theme_of_cookie(request),
        is_known_browser=is_known,
        now=timezone.now(),
    )


def _code_sent(request, mobile: str) -> dict:
    """Return what the page of the code says: where it went, and when another one may be asked for."""
    return {"mobile": mobile, "wait": seconds_until_resend(mobile, timezone.now()), "next": wanted_path(request)}


def _destination(request):
    """Return where a person who logged in goes."""
    return wanted_path(request) or reverse(settings.LOGIN_REDIRECT_URL)
