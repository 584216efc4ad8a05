"""What customers do with quotes. Each answer is the card as it now stands."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
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
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote
from poshtyar.quotes.queries import QuoteCard, cards_of
from poshtyar.quotes.sentences import tell_decision
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
    quote, now = _visible_quote(request, pk), timezone.now()
    form = quote_form("approve", quote, request.POST)
    if not form.is_valid():
        return _refuse(request, quote, form)
    try:
        approval = quotes.approve_quote(quote=quote, **form.cleaned_data, actor=request.user, now=now)
    except quotes.ConsentNeeded as refusal:
        return _refuse(request, quote, form, refusal, field="consent")
    except DomainError as refusal:
        return _refuse(request, quote, form, refusal)
    quote = approval.quote
    if approval.is_replay:
        return _answer(request, quote, tell_decision(quote, reader=request.user, now=now))
    words = {"coins": coins_in_words(quote.agreed_version.coins), "free": _free_coins(quote, now)}
    return _answer(request, quote, _("Approved. %(coins)s set aside, %(free)s free.") % words)


@require_POST
@organization_required
def decline_quote(request, pk):
    """Decline the version that was shown."""
    quote = _visible_quote(request, pk)
    form = quote_form("decline", quote, request.POST)
    if not form.is_valid():
        return _refuse(request, quote, form)
    try:
        quote = quotes.decline_quote(quote=quote, **form.cleaned_data, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return _refuse(request, quote, form, refusal)
    if quote.is_held:
        return _answer(request, quote, _("The new price is declined. The approved work goes on as it was."))
    return _answer(request, quote, _("Declined. If you tell us what did not fit, we will quote again."))


@require_POST
@organization_required
def ask_about_quote(request, pk):
    """Ask about the offer in a reply on the ticket."""
    quote = _visible_quote(request, pk)
    form = quote_form("ask", quote, request.POST)
    if not form.is_valid():
        return _refuse(request, quote, form)
    try:
        quotes.ask_about_quote(quote=quote, **form.cleaned_data, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return _refuse(request, quote, form, refusal)
    return _answer(request, quote, _("Your question is sent. The quote stays open."))


@require_POST
@organization_required
def ask_for_fresh_quote(request, pk):
    """Ask for a fresh offer in place of one that has ended."""
    quote = _visible_quote(request, pk)
    form = quote_form("ask_fresh", quote, request.POST)
    if not form.is_valid():
        return _refuse(request, quote, form)
    try:
        quotes.ask_for_fresh_quote(quote=quote, **form.cleaned_data, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return _refuse(request, quote, form, refusal)
    return _answer(request, quote, _("We have your request and will make a fresh quote."))


@require_POST
@organization_required
def cancel_quote(request, pk):
    """Cancel approved work before it starts."""
    quote, now = _visible_quote(request, pk), timezone.now()
    form = quote_form("cancel", quote, request.POST)
    if not form.is_valid():
        return _refuse(request, quote, form)
    try:
        quote = quotes.cancel_quote(quote=quote, **form.cleaned_data, actor=request.user, now=now)
    except DomainError as refusal:
        return _refuse(request, quote, form, refusal)
    words = {"coins": coins_in_words(quote.agreed_version.coins), "free": _free_coins(quote, now)}
    return _answer(request, quote, _("Cancelled; %(coins)s released. You have %(free)s free.") % words)


@require_POST
@organization_required
def ask_to_stop(request, pk):
    """Ask staff to stop started work."""
    quote = _visible_quote(request, pk)
    form = quote_form("stop", quote, request.POST)
    if not form.is_valid():
        return _refuse(request, quote, form)
    try:
        quotes.ask_to_stop(quote=quote, **form.cleaned_data, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return _refuse(request, quote, form, refusal)
    return _answer(request, quote, _("We have your request to stop and will answer on the ticket."))


@require_POST
@organization_required
def open_rework(request, pk):
    """Report that delivered work is not right."""
    quote = _visible_quote(request, pk)
    form = quote_form("rework", quote, request.POST)
    if not form.is_valid():
        return _refuse(request, quote, form)
    try:
        rework = quotes.open_rework(quote=quote, **form.cleaned_data, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return _refuse(request, quote, form, refusal)
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
    quotes_seen = Quote.objects.visible_to(request.user).filter(pk=pk)
    quote = quotes_seen.select_related(*related).first() if related else quotes_seen.first()
    if quote is None:
        raise Http404
    return quote


def _free_coins(quote: Quote, now) -> str:
    return format_number(wallet.balance_of(quote.ticket.organization, now).available)


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
    if refusal and field:
        form.add_error(field, refusal.message)
    said = "" if field or refusal is None else refusal.message
    return _show(request, quote, status=409 if refusal else 422, card_forms=card_forms(form, said))


def card_address(quote: Quote) -> str:
    """Return the address of a quote's card on its ticket."""
    return f"{reverse('portal:ticket', args=[quote.ticket_id])}#quote-{quote.pk}"


def card_forms(form=None, refusal: str = "") -> CardForms:
    """Return the forms of the quote cards of a page, with the refused one if there is one."""
    return CardForms(lambda action, card: quote_form(action, card.quote), form, refusal)


def _show(request, quote: Quote, *, status: int = 200, **said):
    card = next(card for card in cards_seen(request, quote.ticket) if card.quote.pk == quote.pk)
    # The fragment brings the ticket's new stage along, for the facts beside the thread.
    template = "portal/_quote_answer.html" if request.htmx else "portal/quote.html"
    page = {"card": card, "ticket": quote.ticket, "card_forms": card_forms()}
    return render(request, template, page | said, status=status)
