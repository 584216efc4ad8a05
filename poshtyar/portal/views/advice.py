"""Advice before buying (B5): a question that ends with a code to the mobile number, which makes the account."""

from django.contrib import messages
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext
from django.views.decorators.http import require_http_methods

from poshtyar.common.errors import DomainError
from poshtyar.common.fields import renewed
from poshtyar.portal.access import current_organization
from poshtyar.portal.forms.tickets import AdviceForm, AnonymousAdviceForm, NamedAdviceForm
from poshtyar.portal.views.log_in import send_code
from poshtyar.portal.views.refusals import refused
from poshtyar.portal.volumes import spend_message
from poshtyar.tickets import operations as tickets

# What was written waits in the session while the code is awaited.
ADVICE = "advice"


@require_http_methods(["GET", "HEAD", "POST"])
def ask_for_advice(request):
    """Take the question; whoever is not known yet proves a number first and comes back to send it."""
    if not request.user.is_authenticated:
        return _ask_anonymously(request)
    if request.user.is_staff_member:
        return redirect("console:queue")
    organization = current_organization(request)
    kept = request.session.get(ADVICE)
    form = (AdviceForm if organization else NamedAdviceForm)(request.POST or None, initial=kept)
    if not form.is_valid():
        return _page(request, form, status=422 if form.is_bound else 200, is_kept=bool(kept))
    try:
        spend_message(request.user)
        ticket = tickets.ask_for_advice(
            organization=organization, **form.cleaned_data, actor=request.user, now=timezone.now()
        )
    except DomainError as refusal:
        return refused(request, "portal/ask_for_advice.html", renewed(form), refusal)
    request.session.pop(ADVICE, None)
    messages.success(request, gettext("Your question is in."), extra_tags="advice")
    return redirect("portal:ticket", ticket.pk)


def _ask_anonymously(request):
    """Keep the question in the session and send the code."""
    form = AnonymousAdviceForm(request.POST or None, initial=request.session.get(ADVICE))
    if not form.is_valid():
        return _page(request, form, status=422 if form.is_bound else 200)
    said = form.cleaned_data
    try:
        send_code(request, said["mobile"])
    except DomainError as refusal:
        return refused(request, "portal/ask_for_advice.html", renewed(form), refusal)
    # Only now: whoever is refused sees the words in the form, and a flood of questions fills no table.
    request.session[ADVICE] = {name: said[name] for name in ("name", "mobile", "subject", "body", "nonce")}
    messages.success(request, gettext("Your question is kept. Enter the code, and send it."))
    return redirect(f"{reverse('portal:enter_login_code')}?{urlencode({'next': request.path})}")


def _page(request, form, *, status=200, is_kept=False):
    return render(request, "portal/ask_for_advice.html", {"form": form, "is_kept": is_kept}, status=status)
