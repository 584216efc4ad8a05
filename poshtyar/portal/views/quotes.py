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
from poshtyar.portal.access import organization_required
from poshtyar.portal.forms.quotes import (
    ApproveForm,
    DeclineForm,
    NonceForm,
    QuestionForm,
    ReasonForm,
    ReworkForm,
    StopForm,
)
from poshtyar.quotes import operations as quotes
from poshtyar.quotes.models import Quote
from poshtyar.quotes.queries import QuoteCard, cards_of
from poshtyar.quotes.sentences import coins_of, tell_decision
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
    quote, form, now = _visible_quote(request, pk), ApproveForm(request.POST), timezone.now()
    if not form.is_valid():
        return _refuse_form(request, quote, form)
    try:
        approval = quotes.approve_quote(quote=quote, **form.cleaned_data, actor=request.user, now=now)
    except DomainError as refusal:
        return _refuse(request, quote, refusal)
    quote = approval.quote
    if approval.is_replay:
        return _answer(request, quote, tell_decision(quote, reader=request.user, now=now))
    words = {"coins": coins_of(quote.agreed_version.coins), "free": _free_coins(quote, now)}
    return _answer(request, quote, _("Approved. %(coins)s set aside, %(free)s free.") % words)


@require_POST
@organization_required
def decline_quote(request, pk):
    """Decline the version that was shown."""
    quote, form = _visible_quote(request, pk), DeclineForm(request.POST)
    if not form.is_valid():
        return _refuse_form(request, quote, form, action="decline")
    try:
        quote = quotes.decline_quote(quote=quote, **form.cleaned_data, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return _refuse(request, quote, refusal, action="decline")
    if quote.is_held:
        return _answer(request, quote, _("The new price is declined. The approved work goes on as it was."))
    return _answer(request, quote, _("Declined. If you tell us what did not fit, we will quote again."))


@require_POST
@organization_required
def ask_about_quote(request, pk):
    """Ask about the offer in a reply on the ticket."""
    quote, form = _visible_quote(request, pk), QuestionForm(request.POST)
    if not form.is_valid():
        return _refuse_form(request, quote, form, action="ask")
    try:
        quotes.ask_about_quote(quote=quote, **form.cleaned_data, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return _refuse(request, quote, refusal, action="ask")
    return _answer(request, quote, _("Your question is sent. The quote stays open."))


@require_POST
@organization_required
def ask_for_fresh_quote(request, pk):
    """Ask for a fresh offer in place of one that has ended."""
    quote, form = _visible_quote(request, pk), NonceForm(request.POST)
    if not form.is_valid():
        return _refuse_form(request, quote, form)
    try:
        quotes.ask_for_fresh_quote(quote=quote, **form.cleaned_data, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return _refuse(request, quote, refusal)
    return _answer(request, quote, _("We have your request and will make a fresh quote."))


@require_POST
@organization_required
def cancel_quote(request, pk):
    """Cancel approved work before it starts."""
    quote, form, now = _visible_quote(request, pk), ReasonForm(request.POST), timezone.now()
    if not form.is_valid():
        return _refuse_form(request, quote, form, action="cancel")
    try:
        quote = quotes.cancel_quote(quote=quote, **form.cleaned_data, actor=request.user, now=now)
    except DomainError as refusal:
        return _refuse(request, quote, refusal, action="cancel")
    words = {"coins": coins_of(quote.agreed_version.coins), "free": _free_coins(quote, now)}
    return _answer(request, quote, _("Cancelled; %(coins)s released. You have %(free)s free.") % words)


@require_POST
@organization_required
def ask_to_stop(request, pk):
    """Ask staff to stop started work."""
    quote, form = _visible_quote(request, pk), StopForm(request.POST)
    if not form.is_valid():
        return _refuse_form(request, quote, form, action="stop")
    try:
        quotes.ask_to_stop(quote=quote, **form.cleaned_data, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return _refuse(request, quote, refusal, action="stop")
    return _answer(request, quote, _("We have your request to stop and will answer on the ticket."))


@require_POST
@organization_required
def open_rework(request, pk):
    """Report that delivered work is not right."""
    quote, form = _visible_quote(request, pk), ReworkForm(request.POST)
    if not form.is_valid():
        return _refuse_form(request, quote, form, action="rework")
    try:
        rework = quotes.open_rework(quote=quote, **form.cleaned_data, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return _refuse(request, quote, refusal, action="rework")
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
    address = f"{reverse('portal:ticket', args=[quote.ticket_id])}#quote-{quote.pk}"
    if not request.htmx:
        return redirect(address)
    # Another card has come onto the page, so the whole of it is read again.
    return HttpResponse(headers={"HX-Refresh": "true"})


def _refuse(request, quote: Quote, refusal: DomainError, *, action: str = ""):
    """Show the card as it now stands, with the reason and what was typed."""
    return _show(request, quote, status=409, refusal=str(refusal), typed=_typed(request, action))


def _refuse_form(request, quote: Quote, form, *, action: str = ""):
    """Show the card again, with what is wrong in the form and what was typed."""
    wrong = " ".join(message for messages_of_field in form.errors.values() for message in messages_of_field)
    return _show(request, quote, status=422, refusal=wrong, typed=_typed(request, action))


def _typed(request, action: str) -> dict:
    return {"action": action, "reason": request.POST.get("reason", ""), "question": request.POST.get("question", "")}


def _show(request, quote: Quote, *, status: int = 200, **said):
    card = next(card for card in cards_seen(request, quote.ticket) if card.quote.pk == quote.pk)
    # The fragment brings the ticket's new stage along, for the facts beside the thread.
    template = "portal/_quote_answer.html" if request.htmx else "portal/quote.html"
    return render(request, template, {"card": card, "ticket": quote.ticket, **said}, status=status)
