"""Registering with e-mail and password; whoever has a mobile number registers by logging in with a code."""

from allauth.account.internal.flows.login import perform_password_login
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_safe

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import User
from poshtyar.common.errors import DomainError
from poshtyar.common.limits import AN_HOUR, spend
from poshtyar.portal.browsers import remembers_browser
from poshtyar.portal.forms.log_in import EmailForm
from poshtyar.portal.forms.people import FirstPasswordForm
from poshtyar.portal.forms.two_factor import first_step_of
from poshtyar.portal.guesses import spend_link
from poshtyar.portal.links import forget_link, keep_link, kept_link
from poshtyar.portal.views.refusals import refused
from poshtyar.portal.wanted import before, wanted_path
from poshtyar.ui.middleware import theme_of_cookie

LINK = "registration_link"
ASK, CHOOSE = "portal/register.html", "portal/register_with_password.html"


@never_cache
def register(request):
    """Promise an e-mail to whatever address; only a job looks whether somebody has it."""
    wanted = wanted_path(request)
    if request.user.is_authenticated:
        return redirect(wanted or settings.LOGIN_REDIRECT_URL)
    form = EmailForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, ASK, {"form": form, "next": wanted}, status=422 if form.is_bound else 200)
    email = form.cleaned_data["email"]
    try:
        spend_link(request, "registration", email)
        # These go to whoever is named, account or not: many networks could make us write to half the world.
        spend("registration", "all", limit=settings.REGISTRATIONS_IN_ALL, seconds=AN_HOUR)
        accounts.ask_registration(email=email, wanted=wanted, language=get_language(), now=timezone.now())
    except DomainError as refusal:
        return refused(request, ASK, form, refusal, next=wanted)
    return redirect(before(wanted, "portal:registration_link_sent"))


@never_cache
@require_safe
def registration_link_sent(request):
    """Say where the link is; the same to everybody."""
    return render(request, "portal/registration_link_sent.html", {"next": wanted_path(request)})


@never_cache
def open_registration_link(request, token):
    """Leave the address of the link, which logs and other sites might see."""
    return keep_link(LINK, token, then="portal:register_with_password")


@never_cache
@sensitive_post_parameters("password")
@remembers_browser
def register_with_password(request):
    """Take the password that makes the account, and log in; programs that look at mail follow links, and make none."""
    if request.user.is_authenticated:
        messages.warning(request, gettext("You are logged in already. To make another account, log out first."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    token = kept_link(request, LINK)
    try:
        link = accounts.registration_of_link(token)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("portal:register")
    if link.is_made:
        messages.warning(request, gettext("This address has an account already. Log in with it."))
        return redirect(before(link.wanted, "portal:log_in_with_password"))
    if request.POST.get("shown_email", link.email) != link.email:
        messages.warning(request, gettext("Another link was opened in this browser since. Look whose address it is."))
        return redirect("portal:register_with_password")
    form = FirstPasswordForm(request.POST or None, user=User(email=link.email))
    if request.method != "POST" or not form.is_valid():
        return render(request, CHOOSE, {"form": form, "email": link.email}, status=422 if form.is_bound else 200)
    return _begin(request, token, link, form.cleaned_data["password"])


def _begin(request, token: str, link: accounts.Registration, password: str):
    """Make the account and log its person in, towards the page that they wanted."""
    try:
        person = accounts.register_with_password(
            token=token,
            password=password,
            language=get_language(),
            theme=theme_of_cookie(request),
            now=timezone.now(),
        )
    except DomainError as refusal:
        messages.warning(request, refusal.message)
        is_used = isinstance(refusal, accounts.LinkNotValid)
        return redirect(before(link.wanted, "portal:register" if is_used else "portal:log_in_with_password"))
    wanted = link.wanted or reverse(settings.LOGIN_REDIRECT_URL)
    login = Login(user=person, email=link.email, redirect_url=wanted, state=first_step_of(person))
    return forget_link(perform_password_login(request, {"email": link.email}, login))
