"""A person's own pages: preferences, e-mail, password, sessions, the end of the account."""

from allauth.account.internal.flows.logout import logout
from allauth.usersessions.models import UserSession
from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.decorators import login_required
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext, override
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_POST

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.queries import sessions_of
from poshtyar.common.errors import DomainError
from poshtyar.common.limits import AN_HOUR, spend
from poshtyar.portal.forms.log_in import EmailForm
from poshtyar.portal.forms.people import ChangePasswordForm, NewPasswordForm, PreferencesForm
from poshtyar.portal.identity import ask_identity, identity_required
from poshtyar.portal.links import forget_link, keep_link, kept_link
from poshtyar.portal.views.refusals import refused

EMAIL = "email_link"


@login_required
def settings(request):
    """Show and keep a person's preferences."""
    initial = {name: getattr(request.user, name) for name in PreferencesForm.base_fields}
    form = PreferencesForm(request.POST or None, initial=initial)
    if request.method != "POST":
        return render(request, "portal/settings.html", {"form": form})
    if not form.is_valid():
        return render(request, "portal/settings.html", {"form": form}, status=422)

    preferences = accounts.Preferences(**form.changes)
    try:
        user = accounts.change_preferences(preferences=preferences, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return refused(request, "portal/settings.html", form, refusal)
    # The next page is in the new language, and so is its message.
    with override(user.language):
        messages.success(request, gettext("Your settings are kept."))
    return redirect("portal:settings")


@identity_required
def ask_email_change(request):
    """Ask for a new address and send it a link; the answer is the same for an address that somebody has."""
    form = EmailForm(request.POST or None)
    if request.method != "POST" or not form.is_valid():
        return render(request, "portal/ask_email_change.html", {"form": form}, status=422 if form.is_bound else 200)
    try:
        spend("email_change", str(request.user.pk), limit=5, seconds=AN_HOUR)
        accounts.ask_email_change(email=form.cleaned_data["email"], actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return refused(request, "portal/ask_email_change.html", form, refusal)
    messages.success(request, gettext("If the address is free, a link is on its way. Follow it within an hour."))
    return redirect("portal:settings")


@never_cache
def open_email_link(request, token):
    """Leave the address of the link, which logs and other sites might see."""
    return keep_link(EMAIL, token, then="portal:confirm_email")


@never_cache
@login_required
def confirm_email(request):
    """Ask once more, because programs that look at mail follow links; the address changes by the form."""
    if request.method != "POST":
        return render(request, "portal/confirm_email.html")
    try:
        accounts.confirm_email(token=kept_link(request, EMAIL), actor=request.user, now=timezone.now())
    except DomainError as refusal:
        messages.error(request, refusal.message)
    else:
        messages.success(request, gettext("Your e-mail address is kept."))
    return forget_link(redirect("portal:settings"))


@never_cache
@login_required
@sensitive_post_parameters("password", "old_password")
def change_password(request):
    """Set or change the password; every other session ends. Whoever has one is asked for it in the form."""
    if not request.user.has_usable_password():
        ask_identity(request)
    form_class = ChangePasswordForm if request.user.has_usable_password() else NewPasswordForm
    form = form_class(request.POST or None, user=request.user)
    if request.method != "POST":
        return render(request, "portal/change_password.html", {"form": form})
    try:
        spend("password_change", str(request.user.pk), limit=10, seconds=600)
    except DomainError as refusal:
        return refused(request, "portal/change_password.html", form, refusal)
    if not form.is_valid():
        return render(request, "portal/change_password.html", {"form": form}, status=422)

    user = accounts.change_password(
        user=request.user, password=form.cleaned_data["password"], actor=request.user, now=timezone.now()
    )
    _keep_signed_in(request, user)
    messages.success(request, gettext("Your password is kept. You are signed out everywhere else."))
    return redirect("portal:settings")


@never_cache
@login_required
def sessions(request):
    """Show where the person is signed in."""
    rows = sessions_of(request.user, current_key=request.session.session_key, now=timezone.now())
    return render(request, "portal/sessions.html", {"sessions": rows})


@require_POST
@login_required
def end_session(request, pk):
    """Sign out of one session."""
    session = get_object_or_404(UserSession, pk=pk, user=request.user)
    if session.session_key == request.session.session_key:
        logout(request, show_message=False)
        return redirect("portal:home")
    ask_identity(request)
    accounts.end_session(session=session, actor=request.user)
    messages.success(request, gettext("Signed out there."))
    return redirect("portal:sessions")


@require_POST
@identity_required
def end_other_sessions(request):
    """Sign out everywhere else."""
    accounts.end_sessions(user=request.user, keep=request.session.session_key)
    messages.success(request, gettext("You are signed out everywhere else."))
    return redirect("portal:sessions")


@identity_required
def deactivate_account(request):
    """Ask, then end one's own account."""
    if request.method != "POST":
        return render(request, "portal/deactivate_account.html")
    try:
        accounts.deactivate_user(user=request.user, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return render(request, "portal/deactivate_account.html", {"refusal": refusal}, status=409)
    logout(request, show_message=False)
    messages.success(request, gettext("Your account is ended. What you wrote stays, without your name."))
    return redirect("portal:home")


def _keep_signed_in(request, user):
    """Give this session a new key and the new password's mark: the others lost theirs."""
    update_session_auth_hash(request, user)
    request.user = user
    UserSession.objects.create_from_request(request)
