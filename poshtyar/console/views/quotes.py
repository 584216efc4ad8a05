"""What staff do with quotes and with the work that was approved."""

from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from poshtyar.common.errors import DomainError
from poshtyar.common.words import coins_in_words
from poshtyar.console.access import lead_required, staff_required
from poshtyar.console.forms.quotes import quote_form
from poshtyar.files import operations as files
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote
from poshtyar.quotes.queries import cards_of
from poshtyar.ui.forms import CardForms


@never_cache
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
    quote = _visible_quote(request, pk)
    form = quote_form("cancel", quote, data=request.POST)
    if not form.is_valid():
        return _refuse(request, quote, form)
    done = _("The work is cancelled; its coins are no longer set aside.")
    return _do(request, quote, quotes.cancel_quote, done=done, form=form, **form.cleaned_data)


@require_POST
@staff_required
def deliver_quote(request, pk):
    """Deliver started work, in full or less."""
    quote = _visible_quote(request, pk)
    form = quote_form("deliver", quote, _approved_lines(quote), request.POST)
    if not form.is_valid():
        return _refuse(request, quote, form)
    done = _("Delivered; %(coins)s used.") % {"coins": coins_in_words(sum(form.cleaned_data["line_coins"].values()))}
    return _do(request, quote, quotes.deliver_quote, done=done, form=form, **form.cleaned_data)


@require_POST
@staff_required
def declare_impossible(request, pk):
    """Say that the work cannot be done."""
    quote = _visible_quote(request, pk)
    form = quote_form("impossible", quote, data=request.POST, files=request.FILES)
    if not form.is_valid():
        return _refuse(request, quote, form)

    def declare(*, evidence, now, actor, **said):
        stored = [
            files.store_file(upload=upload, organization=quote.ticket.organization, actor=actor, now=now)
            for upload in evidence
        ]
        return quotes.declare_impossible(evidence=stored, now=now, actor=actor, **said)

    done = _("Settled as impossible; the customer reads why.")
    return _do(request, quote, declare, done=done, form=form, **form.cleaned_data)


@require_POST
@staff_required
def open_rework(request, pk):
    """Open the free repair of delivered work."""
    quote = _visible_quote(request, pk)
    form = quote_form("rework", quote, data=request.POST)
    if not form.is_valid():
        return _refuse(request, quote, form)
    done = _("The free repair is offered; the customer confirms it.")
    return _do(request, quote, quotes.open_rework, done=done, form=form, **form.cleaned_data)


@require_POST
@lead_required
def settle_dispute(request, pk):
    """Decide about work that the customer asked to stop."""
    quote = _visible_quote(request, pk)
    form = quote_form("settle", quote, _approved_lines(quote), request.POST)
    if not form.is_valid():
        return _refuse(request, quote, form)
    done = _("Settled; %(coins)s used.") % {"coins": coins_in_words(sum(form.cleaned_data["line_coins"].values()))}
    return _do(request, quote, quotes.settle_dispute, done=done, form=form, **form.cleaned_data)


def _visible_quote(request, pk) -> Quote:
    related = ("ticket__organization", "approved_version")
    return get_object_or_404(Quote.objects.visible_to(request.user).select_related(*related), pk=pk)


def _approved_lines(quote: Quote) -> list:
    return list(quote.approved_version.lines.order_by("position")) if quote.approved_version else []


def _do(request, quote: Quote, operation, *, done: str, form=None, **said):
    """Call the operation; go back to the ticket, or show the quote with the refusal and what was typed."""
    try:
        quote = operation(quote=quote, actor=request.user, now=timezone.now(), **said)
    except quotes.ReasonMissing as refusal:
        return _refuse(request, quote, form, refusal, field="note" if "note" in said else "reason")
    except DomainError as refusal:
        return _refuse(request, quote, form, refusal)
    messages.success(request, done)
    return redirect(f"{reverse('console:ticket', args=[quote.ticket_id])}#quote-{quote.pk}")


def _refuse(request, quote: Quote, form, refusal: DomainError | None = None, *, field: str = ""):
    """Show the quote as it now stands, with the reason, the fields that are wrong, and what was typed."""
    forms = card_forms().refusing(form, refusal, field=field)
    return _show(request, quote, status=409 if refusal else 422, card_forms=forms)


def card_forms() -> CardForms:
    """Return the forms of the quote cards of a page."""
    return CardForms(lambda action, card: quote_form(action, card.quote, card.approved_lines))


def _show(request, quote: Quote, *, status: int = 200, **said):
    card = next(card for card in cards_of(quote.ticket, request.user, timezone.now()) if card.quote.pk == quote.pk)
    page = {"card": card, "ticket": quote.ticket, "card_forms": card_forms()}
    return render(request, "console/quote.html", page | said, status=status)
