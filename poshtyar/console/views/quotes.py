"""What staff do with quotes and with the work that was approved."""

from django.contrib import messages
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from poshtyar.common.errors import DomainError
from poshtyar.console.access import lead_required, staff_required
from poshtyar.console.forms.quotes import DeliverForm, ImpossibleForm, ReasonForm, ReworkForm, SettleForm
from poshtyar.files import operations as files
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote
from poshtyar.quotes.queries import cards_of
from poshtyar.quotes.sentences import coins_of


@require_safe
@staff_required
def quote(request, pk):
    """Show one quote with what can be done."""
    return _show(request, _visible_quote(request, pk))


@require_POST
@staff_required
def withdraw_quote(request, pk):
    """Take an offer back."""
    quote = _visible_quote(request, pk)
    return _do(request, quote, quotes.withdraw_quote, done=_("The offer is withdrawn."))


@require_POST
@staff_required
def start_work(request, pk):
    """Start approved work."""
    quote = _visible_quote(request, pk)
    return _do(request, quote, quotes.start_work, done=_("The work has started; the customer sees it."))


@require_POST
@staff_required
def cancel_quote(request, pk):
    """Cancel approved or started work with all coins freed."""
    quote, form = _visible_quote(request, pk), ReasonForm(request.POST)
    if not form.is_valid():
        return _refuse_form(request, quote, form, "cancel")
    done = _("The work is cancelled and all its coins are released.")
    return _do(request, quote, quotes.cancel_quote, done=done, action="cancel", **form.cleaned_data)


@require_POST
@staff_required
def deliver_quote(request, pk):
    """Deliver started work, in full or less."""
    quote = _visible_quote(request, pk)
    form = DeliverForm(request.POST, lines=_approved_lines(quote))
    if not form.is_valid():
        return _refuse_form(request, quote, form, "deliver")
    said = {"note": form.cleaned_data["note"], "line_coins": form.line_coins}
    done = _("Delivered; %(coins)s used.") % {"coins": coins_of(sum(form.line_coins.values()))}
    return _do(request, quote, quotes.deliver_quote, done=done, action="deliver", **said)


@require_POST
@staff_required
def declare_impossible(request, pk):
    """Say that the work cannot be done."""
    quote, form = _visible_quote(request, pk), ImpossibleForm(request.POST, request.FILES)
    if not form.is_valid():
        return _refuse_form(request, quote, form, "impossible")

    def declare(*, evidence, now, actor, **said):
        stored = [
            files.store_file(upload=upload, organization=quote.ticket.organization, actor=actor, now=now)
            for upload in evidence
        ]
        return quotes.declare_impossible(evidence=stored, now=now, actor=actor, **said)

    done = _("Settled as impossible; the customer reads why.")
    return _do(request, quote, declare, done=done, action="impossible", **form.cleaned_data)


@require_POST
@staff_required
def open_rework(request, pk):
    """Open the free repair of delivered work."""
    quote, form = _visible_quote(request, pk), ReworkForm(request.POST)
    if not form.is_valid():
        return _refuse_form(request, quote, form, "rework")
    done = _("The free repair is offered; the customer confirms it.")
    return _do(request, quote, quotes.open_rework, done=done, action="rework", **form.cleaned_data)


@require_POST
@lead_required
def settle_dispute(request, pk):
    """Decide about work that the customer asked to stop."""
    quote = _visible_quote(request, pk)
    form = SettleForm(request.POST, lines=_approved_lines(quote))
    if not form.is_valid():
        return _refuse_form(request, quote, form, "settle")
    said = {"reason": form.cleaned_data["reason"], "line_coins": form.line_coins}
    done = _("Settled; %(coins)s used.") % {"coins": coins_of(sum(form.line_coins.values()))}
    return _do(request, quote, quotes.settle_dispute, done=done, action="settle", **said)


def _visible_quote(request, pk) -> Quote:
    related = ("ticket__organization", "approved_version")
    quote = Quote.objects.visible_to(request.user).select_related(*related).filter(pk=pk).first()
    if quote is None:
        raise Http404
    return quote


def _approved_lines(quote: Quote) -> list:
    return list(quote.approved_version.lines.order_by("position")) if quote.approved_version else []


def _do(request, quote: Quote, operation, *, done: str, action: str = "", **said):
    """Call the operation; go back to the ticket, or show the quote with the refusal and what was typed."""
    try:
        quote = operation(quote=quote, actor=request.user, now=timezone.now(), **said)
    except DomainError as refusal:
        return _show(request, quote, status=409, refusal=str(refusal), typed=_typed(request, action))
    messages.success(request, done)
    return redirect(f"{reverse('console:ticket', args=[quote.ticket_id])}#quote-{quote.pk}")


def _refuse_form(request, quote: Quote, form, action: str):
    wrong = " ".join(dict.fromkeys(message for errors in form.errors.values() for message in errors))
    return _show(request, quote, status=422, refusal=wrong, typed=_typed(request, action), form=form)


def _typed(request, action: str) -> dict:
    return {"action": action, **request.POST.dict()}


def _show(request, quote: Quote, *, status: int = 200, **said):
    card = next(card for card in cards_of(quote.ticket, request.user, timezone.now()) if card.quote.pk == quote.pk)
    for line in card.approved_lines:
        line.typed = request.POST.get(f"line_{line.position}")  # type: ignore[attr-defined]  # what was typed, for the form alone
    return render(request, "console/quote.html", {"card": card, "ticket": quote.ticket, **said}, status=status)
