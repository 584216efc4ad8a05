"""What customers do with quotes. Each answer is the card as it now stands."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from poshtyar.common.errors import DomainError
from poshtyar.common.numbers import format_number
from poshtyar.common.outages import can_wait
from poshtyar.common.words import coins_in_words
from poshtyar.portal.access import organization_required
from poshtyar.portal.forms.quotes import quote_form
from poshtyar.portal.volumes import spend_message
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote
from poshtyar.quotes.queries import QuoteCard, cards_of, quote_to_decide
from poshtyar.quotes.sentences import tell_decision, tell_freed
from poshtyar.ui.forms import CardForms
from poshtyar.wallet import queries as wallet


@require_safe
@organization_required
def quote(request, pk):
    """Show one quote alone: where messages and payments lead back to."""
    return _show(request, _visible_quote(request, pk, "ticket__organization"))


@require_POST
@organization_required
def approve_quote(request, pk):
    """Approve the version that was shown."""
    approval, refused = _call(request, _visible_quote(request, pk), "approve", quotes.approve_quote)
    if refused:
        return refused
    quote = approval.quote
    if approval.is_replay:
        return _answer(request, quote, tell_decision(quote, reader=request.user, now=timezone.now()))
    words = {"coins": coins_in_words(quote.agreed_version.coins), "free": _free_after(quote)}
    return _answer(request, quote, _("Approved. %(coins)s set aside, %(free)s free.") % words)


@require_POST
@organization_required
def decline_quote(request, pk):
    """Decline the version that was shown."""
    quote, refused = _call(request, _visible_quote(request, pk), "decline", quotes.decline_quote)
    if refused:
        return refused
    if quote.is_held:
        return _answer(request, quote, _("The new price is declined. The approved work goes on as it was."))
    if quote.decline_reason:
        return _answer(request, quote, _("Declined. We have your reason."))
    return _answer(request, quote, _("Declined. If you tell us what did not fit, we will quote again."))


@require_POST
@organization_required
def ask_about_quote(request, pk):
    """Ask about the offer in a reply on the ticket."""
    quote = _visible_quote(request, pk)
    _reply, refused = _call(request, quote, "ask", _written(quotes.ask_about_quote))
    return refused or _answer(request, quote, _("Your question is sent. The quote stays open."))


@require_POST
@organization_required
def ask_for_fresh_quote(request, pk):
    """Ask for a fresh offer in place of one that has ended."""
    quote = _visible_quote(request, pk)
    _reply, refused = _call(request, quote, "ask_fresh", _written(quotes.ask_for_fresh_quote))
    return refused or _answer(request, quote, _("We have your request and will make a fresh quote."))


@require_POST
@organization_required
def cancel_quote(request, pk):
    """Cancel approved work before it starts."""
    quote, refused = _call(request, _visible_quote(request, pk), "cancel", quotes.cancel_quote)
    if refused:
        return refused
    words = {"freed": tell_freed(quote), "free": _free_after(quote)}
    return _answer(request, quote, _("Cancelled; %(freed)s. You have %(free)s free.") % words)


@require_POST
@organization_required
def ask_to_stop(request, pk):
    """Ask staff to stop started work."""
    quote, refused = _call(request, _visible_quote(request, pk), "stop", quotes.ask_to_stop)
    return refused or _answer(request, quote, _("We have your request to stop and will answer on the ticket."))


@require_POST
@organization_required
def open_rework(request, pk):
    """Report that delivered work is not right."""
    rework, refused = _call(request, _visible_quote(request, pk), "rework", quotes.open_rework)
    if refused:
        return refused
    messages.success(request, _("The free repair is open. It uses no coins."))
    return _to_ticket(request, rework)


def cards_seen(request, ticket) -> list[QuoteCard]:
    """Return the cards of a ticket that a customer now reads, and note the offers that they see first."""
    now = timezone.now()
    membership = request.membership if request.membership.organization_id == ticket.organization_id else None
    cards = cards_of(ticket, request.user, now, membership=membership)
    for card in cards:
        if card.is_open and card.quote.first_seen_at is None:
            with can_wait("the first sight of an offer"):
                quotes.note_quote_seen(quote=card.quote, actor=request.user, now=now)
    return cards


def _visible_quote(request, pk, *related: str) -> Quote:
    """Return a quote that this person may see; without what is related, as much of it as an operation asks for."""
    if related:
        return get_object_or_404(Quote.objects.visible_to(request.user).select_related(*related), pk=pk)
    quote = quote_to_decide(request.user, pk)
    if quote is None:
        raise Http404
    return quote


def _call(request, quote: Quote, action: str, operation: Callable) -> tuple[Any, HttpResponse | None]:
    """Read the card's form and call the one operation; return what it returned, or the answer that refuses."""
    form = quote_form(action, quote, request.POST)
    if not form.is_valid():
        return None, _refuse(request, quote, form)
    try:
        return operation(quote=quote, **form.cleaned_data, actor=request.user, now=timezone.now()), None
    except quotes.ConsentNeeded as refusal:
        return None, _refuse(request, quote, form, refusal, field="consent")
    except DomainError as refusal:
        return None, _refuse(request, quote, form, refusal)


def _written(operation: Callable) -> Callable:
    """Return the operation as one that counts among the messages that a customer sends."""

    def counted(*, actor, **said):
        spend_message(actor)
        return operation(actor=actor, **said)

    return counted


def _free_after(quote: Quote) -> str:
    """Return how many coins are free after a decision."""
    return format_number(wallet.balance_of(quote.ticket.organization, timezone.now()).available)


def _answer(request, quote: Quote, notice: str):
    """Show the card as it now stands, with what was done; without htmx, on its ticket."""
    if request.htmx:
        return _show(request, quote, notice=notice)
    messages.success(request, notice)
    return _to_ticket(request, quote)


def _to_ticket(request, quote: Quote):
    if not request.htmx:
        return redirect(card_address(quote))
    # Another card has come onto the page, so the whole of it is read again.
    return HttpResponse(headers={"HX-Refresh": "true"})


def _refuse(request, quote: Quote, form, refusal: DomainError | None = None, *, field: str = ""):
    """Show the card as it now stands, with the reason, the fields that are wrong, and what was typed."""
    forms = card_forms().refusing(form, refusal, field=field)
    return _show(request, quote, status=refusal.status if refusal else 422, card_forms=forms)


def card_address(quote: Quote) -> str:
    """Return the address of a quote's card on its ticket."""
    return f"{reverse('portal:ticket', args=[quote.ticket_id])}#quote-{quote.pk}"


def card_forms() -> CardForms:
    """Return the forms of the quote cards of a page."""
    return CardForms(lambda action, card: quote_form(action, card.quote))


def _show(request, quote: Quote, *, status: int = 200, **said):
    card = next(card for card in cards_seen(request, quote.ticket) if card.quote.pk == quote.pk)
    # The fragment brings the ticket's new stage along, for the facts beside the thread.
    template = "portal/_quote_answer.html" if request.htmx else "portal/quote.html"
    page = {"card": card, "ticket": quote.ticket, "card_forms": card_forms()}
    return render(request, template, page | said, status=status)
