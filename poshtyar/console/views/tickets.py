"""Tickets as staff work on them: the queue, and the ticket with its dock."""

import logging

from django.conf import settings
from django.contrib import messages
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST, require_safe

from poshtyar.common.errors import DomainError
from poshtyar.common.fields import renewed
from poshtyar.common.ids import row_key
from poshtyar.common.keyset import marks_in, page_of
from poshtyar.common.limits import AN_HOUR, spend
from poshtyar.common.persian import has_invisible, normalise
from poshtyar.common.security import note
from poshtyar.console.access import lead_required, staff_required
from poshtyar.console.forms.tickets import AssignForm, MessageForm, SeverityForm
from poshtyar.console.views.composing import composer_of
from poshtyar.console.views.organizations import with_last_day
from poshtyar.console.views.quotes import card_forms
from poshtyar.entitlements.queries import rights_of
from poshtyar.files.fields import files_of, keep_files_of
from poshtyar.notifications import operations as notifications
from poshtyar.notifications.queries import unread_beside_ticket
from poshtyar.quotes.models import QuoteKind
from poshtyar.quotes.queries import cards_of
from poshtyar.tickets import operations as tickets_of
from poshtyar.tickets.fields import filled_from
from poshtyar.tickets.models import Draft, DraftPlace, Ticket, TicketState
from poshtyar.tickets.orders import LATEST_CLOSED_ORDER, LATEST_WORD_ORDER, QUEUE_ORDER
from poshtyar.tickets.queries import (
    QUEUE_FACTS,
    clock_of,
    clocks_of,
    draft_of,
    last_worker_on,
    promise_in_words,
    thread_of,
    with_last_worker,
)
from poshtyar.vault import operations as vault
from poshtyar.vault.models import Secret
from poshtyar.wallet import queries as wallet

TICKETS_A_PAGE = 50
TABS = ("reply", "note", "quote")


def _queue(user):
    return Ticket.objects.with_something_to_do(), QUEUE_ORDER


def _mine(user):
    return Ticket.objects.with_something_to_do().filter(assignee=user), QUEUE_ORDER


def _unassigned(user):
    return Ticket.objects.with_something_to_do().looked_after_by_nobody(), QUEUE_ORDER


def _waiting(user):
    return Ticket.objects.waiting_for_customer(), LATEST_WORD_ORDER


def _open(user):
    return Ticket.objects.filter(state=TicketState.OPEN), QUEUE_ORDER


def _closed(user):
    return Ticket.objects.closed(), LATEST_CLOSED_ORDER


LISTS = {"": _queue, "mine": _mine, "unassigned": _unassigned, "waiting": _waiting, "open": _open, "closed": _closed}


@never_cache
@require_safe
@staff_required
def queue(request):
    """Show what to answer next (B24), or another list of tickets, or what is looked for."""
    shown, query = request.GET.get("show", ""), normalise(request.GET.get("q", "")).strip()[:160]
    rows, order = LISTS.get(shown, _queue)(request.user)
    if query:
        rows = rows.matching(query)
    page = page_of(rows.select_related(*QUEUE_FACTS), order, size=TICKETS_A_PAGE, **marks_in(request.GET))
    facts = {"rows": clocks_of(page.rows, timezone.now()), "page": page, "shown": shown, "query": query}
    return render(request, "console/queue.html", facts)


@require_safe
@staff_required
def ticket(request, number):
    """Show the conversation with its notes, the customer's facts and the dock; their bell has told it then."""
    ticket = _ticket(request, number)
    return _show(request, ticket, tab=request.GET.get("tab", ""), unread_notices=_left_in_bell(request.user, ticket))


@require_POST
@staff_required
def reply_to_ticket(request, number):
    """Answer the customer."""
    return _write(request, number, "reply", tickets_of.reply_to_ticket, gettext("Your reply is sent."))


@require_POST
@staff_required
def add_note(request, number):
    """Write a note that staff alone read."""
    return _write(
        request, number, "note", tickets_of.add_note, gettext("The note is kept; the customer never sees it.")
    )


@require_POST
@staff_required
def take_ticket(request, number):
    """Become responsible."""
    said = {"assignee": request.user}
    return _do(request, number, tickets_of.assign_ticket, gettext("You look after this ticket now."), **said)


@require_POST
@lead_required
def assign_ticket(request, number):
    """Make somebody responsible."""
    ticket, form = _ticket(request, number), AssignForm(request.POST)
    if not form.is_valid():
        return _show(request, ticket, status=422, assign=form)
    done = gettext("%s looks after this ticket now.") % form.cleaned_data["assignee"]
    return _do(request, number, tickets_of.assign_ticket, done, **form.cleaned_data)


@require_POST
@staff_required
def lower_severity(request, number):
    """Make the ticket less urgent, with a reason that the customer reads."""
    ticket = _ticket(request, number)
    form = SeverityForm(request.POST, ticket=ticket)
    if not form.is_valid():
        return _show(request, ticket, status=422, severity=form)
    return _do(request, number, tickets_of.lower_severity, gettext("The severity is lower now."), **form.cleaned_data)


@require_POST
@staff_required
def close_ticket(request, number):
    """Close the conversation."""
    return _do(request, number, tickets_of.close_ticket, gettext("The ticket is closed."))


@require_POST
@staff_required
def reopen_ticket(request, number):
    """Open a closed ticket again."""
    return _do(request, number, tickets_of.reopen_ticket, gettext("The ticket is open again."))


@never_cache
@require_POST
@staff_required
def reveal_secret(request, number, public_id):
    """Show log-in details that a message handed over, once, to whoever of the staff comes first."""
    ticket, now = _ticket(request, number), timezone.now()
    secret = get_object_or_404(Secret.objects.of_ticket(ticket), public_id=public_id)
    try:
        spend("reveal_secret", str(request.user.pk), limit=settings.REVEALS_AN_HOUR, seconds=AN_HOUR)
        revealed = vault.reveal_secret(secret=secret, actor=request.user, now=now)
    except DomainError as refusal:
        return _show(request, ticket, status=refusal.status, refusal=refusal)
    note("secret_revealed", level=logging.INFO, ticket=str(ticket.pk))
    page = {"ticket": ticket, "secret": secret, "revealed": revealed, "hides": has_invisible(revealed.text)}
    return render(request, "console/secret.html", page)


@require_POST
@staff_required
def erase_secret(request, number, public_id):
    """Erase log-in details that are needed no more."""
    secret = get_object_or_404(Secret.objects.of_ticket(_ticket(request, number)), public_id=public_id)
    vault.erase_secret(secret=secret, actor=request.user, now=timezone.now())
    messages.success(request, gettext("The log-in details are erased."))
    return redirect("console:ticket", number)


def _ticket(request, number) -> Ticket:
    """Return the ticket, or answer like a missing page."""
    related = ("organization", "store", "assignee", "service_level", "opened_by")
    seen = Ticket.objects.visible_to(request.user).select_related(*related)
    seen = seen.defer("assignee__password", "opened_by__password")  # What nobody reads here does not leave its table.
    return get_object_or_404(with_last_worker(seen), pk=number)


def _write(request, number, tab, operation, done):
    """Write a message of the dock; a refused one comes back with what was typed."""
    ticket, now = _ticket(request, number), timezone.now()
    form = MessageForm(request.POST, request.FILES, tab=tab, writer=request.user)
    if not form.is_valid():
        keep_files_of(form, organization=ticket.organization, now=now)
        return _show(request, ticket, status=422, tab=tab, message=form)
    said = form.cleaned_data
    try:
        said["files"] = files_of(form, organization=ticket.organization, now=now)
        written = operation(ticket=ticket, **said, actor=request.user, now=now)
    except DomainError as refusal:
        renewed(form).add_error(None, refusal.message)
        return _show(request, ticket, status=409, tab=tab, message=form)
    messages.success(request, done, extra_tags=Draft(user=request.user, place=tab, ticket=ticket).key)
    return redirect(f"{reverse('console:ticket', args=[number])}#message-{written.pk}")


def _left_in_bell(user, ticket) -> int:
    """Mark what the bell told of the ticket as read, and return what waits in it then.

    The frame is told here, where it would count by itself: a ticket without news costs no statement more.
    """
    unread, about = unread_beside_ticket(user, ticket)
    return notifications.leave_in_bell(ticket=ticket, user=user, unread=unread, about=about, now=timezone.now())


def _do(request, number, operation, done, **said):
    """Call an operation; a refusal shows the ticket as it stands."""
    ticket = _ticket(request, number)
    try:
        operation(ticket=ticket, **said, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return _show(request, ticket, status=409, refusal=refusal)
    messages.success(request, done)
    return redirect("console:ticket", number)


def _show(request, ticket, *, status=200, tab="", **said):
    """Show the ticket's page, with a refused form in its place."""
    now = timezone.now()
    tab = tab if tab in TABS else "reply"
    before = row_key(request.GET.get("before", ""))
    holdings = wallet.holdings_of(ticket.organization, now)
    cards = cards_of(ticket, request.user, now, holdings=holdings) if ticket.quotes_made else []
    draft = draft_of(request.user, DraftPlace(tab), ticket) if tab in DraftPlace else None
    page = {
        "ticket": ticket,
        "tab": tab,
        "clock": clock_of(ticket, now),
        "last_worker": None if ticket.looked_after_by else last_worker_on(ticket),
        "promise": promise_in_words(ticket, now),
        "thread": thread_of(ticket, request.user, before=before, cards=[(card.placed_at, card) for card in cards]),
        "owned_packages": [
            with_last_day(package) for package in rights_of(ticket.organization, now, with_packages=True).owned
        ],
        "balance": holdings.balance,
        "card_forms": card_forms(),
        "draft": draft,
        "message": MessageForm(tab=tab, initial=filled_from(draft) if draft else None, writer=request.user),
        "assign": AssignForm(initial={"assignee": _public_id(ticket.assignee)}) if request.user.is_lead else None,
        "severity": SeverityForm(ticket=ticket),
        "composer": _composer(request, ticket, cards) if tab == "quote" else None,
    }
    return render(request, "console/ticket.html", page | said, status=status)


def _composer(request, ticket, cards):
    """Return the quote tab's forms; the cards tell whether an investigation is open."""
    may_follow = any(card.quote.kind == QuoteKind.INVESTIGATION and card.quote.is_held for card in cards)
    return composer_of(ticket, request.user, may_follow=may_follow)


def _public_id(person) -> str:
    return person.public_id if person else ""
