"""Tickets of customers: the list, a new one, the conversation."""

from functools import wraps

from django.contrib import messages
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import add_never_cache_headers
from django.utils.translation import gettext
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from poshtyar.accounts.models import Membership, Organization
from poshtyar.accounts.permissions import membership_of
from poshtyar.catalog.queries import services_like
from poshtyar.common.errors import DomainError
from poshtyar.common.fields import renewed
from poshtyar.common.ids import clean_public_id, row_key
from poshtyar.common.keyset import marks_in
from poshtyar.common.outages import can_wait
from poshtyar.common.persian import normalise
from poshtyar.files.fields import files_of, keep_files_of
from poshtyar.knowledge.queries import entries_like
from poshtyar.notifications import operations as notifications
from poshtyar.notifications.queries import bell_beside_ticket
from poshtyar.portal.access import organization_required
from poshtyar.portal.forms.tickets import OpenTicketForm, RatingForm, ReplyForm
from poshtyar.portal.views.quotes import card_forms, cards_seen
from poshtyar.portal.views.refusals import refused
from poshtyar.portal.volumes import spend_message
from poshtyar.tickets import operations as tickets_of
from poshtyar.tickets.fields import filled_from
from poshtyar.tickets.limits import MAX_SUBJECT
from poshtyar.tickets.models import Draft, DraftPlace, Standing, Ticket
from poshtyar.tickets.permissions import may_close_as
from poshtyar.tickets.queries import (
    GROUPS,
    draft_of,
    has_unread,
    promise_in_words,
    promises_now,
    thread_of,
    ticket_seen_by,
    ticket_to_answer,
    tickets_page,
)
from poshtyar.vault import operations as vault
from poshtyar.vault.models import Secret

MOST_SIMILAR = 3


def keeps_no_secret(view):
    """Let no browser keep a refused form, and no report of a failure say it, because log-in details may stand in it."""

    @sensitive_post_parameters("secret")
    @wraps(view)
    def careful(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        if request.method == "POST":
            add_never_cache_headers(response)
        return response

    return careful


@never_cache
@require_safe
@organization_required
def tickets(request):
    """Show the organization's tickets in their groups, one of them, or what is looked for."""
    group, query = request.GET.get("show", ""), normalise(request.GET.get("q", "")).strip()[:160]
    group = group if group in GROUPS else ""
    page = tickets_page(request.organization, request.user, group=group, query=query, **marks_in(request.GET))
    facts = {"tickets": page.rows, "page": page, "group": group, "query": query, "standings": Standing.choices}
    return render(request, "portal/tickets.html", facts)


@keeps_no_secret
@require_http_methods(["GET", "HEAD", "POST"])
@organization_required
def open_ticket(request):
    """Ask something; what will be promised is said before."""
    organization, now = _organization_asked_for(request), timezone.now()
    asked = request.method == "POST"
    where = {"user": request.user, "place": DraftPlace.TICKET, "organization": organization}
    draft = Draft(**where) if asked else draft_of(**where)
    given = {"organization": organization, "draft": draft, "writer": request.user}
    form = OpenTicketForm(request.POST or None, request.FILES or None, **given)
    if not form.is_valid():
        if form.is_bound:
            keep_files_of(form, organization=organization, now=now)
        page = {"form": form, "draft": draft, **_beside(form, organization, now)}
        return render(request, "portal/open_ticket.html", page, status=422 if form.is_bound else 200)
    said = form.cleaned_data
    try:
        spend_message(request.user)
        said["files"] = files_of(form, organization=organization, now=now)
        ticket = tickets_of.open_ticket(organization=organization, **said, actor=request.user, now=now)
    except DomainError as refusal:
        page = {"draft": draft, **_beside(form, organization, now)}
        return refused(request, "portal/open_ticket.html", renewed(form), refusal, **page)
    messages.success(request, gettext("Your ticket is in."), extra_tags=draft.key)
    return redirect("portal:ticket", ticket.pk)


@never_cache
@require_safe
@organization_required
def similar_answers(request):
    """Say what may answer a question before it is asked: the page asks for it while its title is typed."""
    return render(request, "portal/_similar_answers.html", _similar(request.GET.get("subject", "")))


def _similar(subject: str) -> dict[str, list]:
    """Return questions that are answered already and, where there is room beside them, services with their price."""
    subject = subject[:MAX_SUBJECT].strip()
    answered = entries_like(subject, most=MOST_SIMILAR)
    return {"answered": answered, "priced": services_like(subject, most=MOST_SIMILAR - len(answered))}


def _organization_asked_for(request) -> Organization:
    """Return the organization that the page was opened for, even if another was chosen in a second tab since."""
    named = request.POST.get("organization", "")
    if named in ("", request.organization.public_id):
        return request.organization
    return get_object_or_404(Organization, memberships__user=request.user, public_id=clean_public_id(named))


@require_safe
@organization_required
def ticket(request, number):
    """Show the conversation, and remember how far it was read, in the bell too."""
    ticket, now = visible_ticket(request, number), timezone.now()
    if has_unread(ticket, request.user):
        with can_wait("how far a ticket was read"):
            tickets_of.mark_read(ticket=ticket, user=request.user, now=now)
    return _show(request, ticket, **_read_in_bell(request, ticket, now))


@keeps_no_secret
@require_POST
@organization_required
def reply_to_ticket(request, number):
    """Answer; a closed ticket opens again."""
    ticket, now = _ticket_to_answer(request, number), timezone.now()
    form = ReplyForm(request.POST, request.FILES, writer=request.user)
    if not form.is_valid():
        keep_files_of(form, organization=ticket.organization, now=now)
        return _show(request, visible_ticket(request, number), status=422, reply=form)
    said = form.cleaned_data
    try:
        spend_message(request.user)
        said["files"] = files_of(form, organization=ticket.organization, now=now)
        message = tickets_of.reply_to_ticket(ticket=ticket, **said, actor=request.user, now=now)
    except DomainError as refusal:
        renewed(form).add_error(None, refusal.message)
        return _show(request, visible_ticket(request, number), status=refusal.status, reply=form)
    draft = Draft(user=request.user, place=DraftPlace.REPLY, ticket=ticket)
    messages.success(request, gettext("Your reply is sent."), extra_tags=draft.key)
    return redirect(f"{reverse('portal:ticket', args=[number])}#message-{message.pk}")


@require_POST
@organization_required
def close_ticket(request, number):
    """Close the conversation."""
    return _do(request, number, tickets_of.close_ticket, gettext("The ticket is closed. A reply opens it again."))


@require_POST
@organization_required
def reopen_ticket(request, number):
    """Open a closed ticket again."""
    return _do(request, number, tickets_of.reopen_ticket, gettext("The ticket is open again and with us."))


@require_POST
@organization_required
def erase_secret(request, number, public_id):
    """Erase log-in details that were handed over, before their time is over."""
    secret = get_object_or_404(Secret.objects.of_ticket(visible_ticket(request, number)), public_id=public_id)
    vault.erase_secret(secret=secret, actor=request.user, now=timezone.now())
    messages.success(request, gettext("The log-in details are erased."))
    return redirect("portal:ticket", number)


@require_POST
@organization_required
def rate_ticket(request, number):
    """Say how the answer was."""
    ticket, form = visible_ticket(request, number), RatingForm(request.POST)
    if not form.is_valid():
        return _show(request, ticket, status=422, rating=form)
    try:
        tickets_of.rate_ticket(ticket=ticket, **form.cleaned_data, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        form.add_error(None, refusal.message)
        return _show(request, ticket, status=409, rating=form)
    messages.success(request, gettext("Thank you; your rating is kept."))
    return redirect("portal:ticket", number)


def visible_ticket(request, number) -> Ticket:
    """Return a ticket that this person may see, or answer like a missing page."""
    ticket = ticket_seen_by(request.user, number)
    if ticket is None:
        raise Http404
    return ticket


def _ticket_to_answer(request, number) -> Ticket:
    """Return as much of a visible ticket as an operation asks for: which one it is, and whose."""
    ticket = ticket_to_answer(request.user, number)
    if ticket is None:
        raise Http404
    if ticket.organization_id == request.organization.pk:
        ticket.organization = request.organization
    return ticket


def _beside(form, organization, now) -> dict:
    """Return what the form says before anything is asked: by when it is answered, and what answers it already."""
    general, emergency = promises_now(organization, now)
    return {"general": general, "emergency": emergency, **_similar(form["subject"].value() or "")}


def _read_in_bell(request, ticket, now) -> dict:
    """Mark what the bell told of the ticket as read, and return what the frame says then.

    The frame is told here, where it would ask by itself: a ticket without news costs no statement more.
    """
    chosen = request.organization.public_id
    unread, free_coins, about = bell_beside_ticket(request.user, chosen, now, ticket)
    left = notifications.leave_in_bell(ticket=ticket, user=request.user, unread=unread, about=about, now=now)
    return {"unread_notices": left, "free_coins": free_coins}


def _do(request, number, operation, done):
    """Call an operation that needs nothing but the ticket; a refusal shows the ticket as it stands."""
    ticket = visible_ticket(request, number)
    try:
        operation(ticket=ticket, actor=request.user, now=timezone.now())
    except DomainError as refusal:
        return _show(request, ticket, status=409, refusal=refusal)
    messages.success(request, done)
    return redirect("portal:ticket", number)


def _show(request, ticket, *, status=200, **said):
    """Show the ticket's page, with a refused form in its place."""
    now, draft = timezone.now(), draft_of(request.user, DraftPlace.REPLY, ticket)
    cards = [(card.placed_at, card) for card in cards_seen(request, ticket)] if ticket.quotes_made else []
    page = {
        "ticket": ticket,
        "thread": thread_of(ticket, request.user, before=row_key(request.GET.get("before", "")), cards=cards),
        "promise": promise_in_words(ticket, now),
        "may_close": ticket.is_open and may_close_as(_membership(request, ticket), ticket),
        "may_be_rated": ticket.standing in {Standing.FINISHED, Standing.CLOSED} and not ticket.rating,
        "card_forms": card_forms(),
        "draft": draft,
        "reply": ReplyForm(initial=filled_from(draft), writer=request.user),
        "rating": RatingForm(initial={"rating": ticket.rating, "comment": ticket.rating_comment}),
    }
    return render(request, "portal/ticket.html", page | said, status=status)


def _membership(request, ticket) -> Membership | None:
    """Return the person's place in the ticket's organization, which need not be the one chosen in this session."""
    if request.membership.organization_id == ticket.organization_id:
        return request.membership
    return membership_of(request.user, ticket.organization)
