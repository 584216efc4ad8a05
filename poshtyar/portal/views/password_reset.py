"""Setting a password by a link, without logging in."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters

from poshtyar.accounts import operations as accounts
from poshtyar.common.errors import DomainError
from poshtyar.portal.browsers import remember_browser
from poshtyar.portal.forms.log_in import EmailForm
from poshtyar.portal.forms.people import NewPasswordForm
from poshtyar.portal.guesses import spend_link
from poshtyar.portal.links import forget_link, keep_link, kept_link
from poshtyar.portal.views.refusals import refused

LINK = "password_link"


@never_cache
def ask_password_reset(request):
    """Promise a link to whatever address; only a job looks whether somebody has it."""
    form = EmailForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/ask_password_reset.html", {"form": form}, status=422 if form.is_bound else 200)
    email = form.cleaned_data["email"]
    try:
        spend_link(request, "password_reset", email)
        accounts.ask_password_reset(email=email, language=get_language(), now=timezone.now())
    except DomainError as refusal:
        return refused(request, "portal/ask_password_reset.html", form, refusal)
    messages.success(request, gettext("If an account exists, a link is on its way."))
    return redirect("portal:log_in_with_password")


@never_cache
def open_password_link(request, public_id, token):
    """Leave the address of the link, which logs and other sites might see."""
    return keep_link(LINK, f"{public_id}/{token}", then="portal:reset_password")


@never_cache
@sensitive_post_parameters("password")
def reset_password(request):
    """Take the new password; logging in comes afterwards, with its second factor."""
    public_id, _, token = kept_link(request, LINK).partition("/")
    try:
        user = accounts.user_of_link(public_id, token)
    except DomainError as refusal:
        messages.error(request, refusal.message)
        return redirect("portal:ask_password_reset")
    form = NewPasswordForm(request.POST or None, user=user)
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/reset_password.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        accounts.reset_password(
            public_id=public_id, token=token, password=form.cleaned_data["password"], now=timezone.now()
        )
    except DomainError as refusal:
        return refused(request, "portal/reset_password.html", form, refusal)
    messages.success(request, gettext("Your new password is kept. Log in with it."))
    return remember_browser(request, forget_link(redirect("portal:log_in_with_password")), user.email)
