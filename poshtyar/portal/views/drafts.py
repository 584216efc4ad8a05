"""Drafts as they are typed, of customers and staff: pages save them by themselves, and say so."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.utils import timezone
from django.views.decorators.http import require_POST

from poshtyar.common.errors import DomainError
from poshtyar.common.jalali import format_moment
from poshtyar.portal.forms.tickets import DraftForm
from poshtyar.tickets import operations as tickets
from poshtyar.tickets.models import Draft, DraftPlace, Ticket


@require_POST
@login_required
def save_ticket_draft(request):
    """Keep what is typed for a new ticket."""
    return _save(request, DraftPlace.TICKET)


@require_POST
@login_required
def save_reply_draft(request, number):
    """Keep what is typed as a reply."""
    return _save(request, DraftPlace.REPLY, _visible_ticket(request, number))


@require_POST
@login_required
def save_note_draft(request, number):
    """Keep what is typed as a note, of which customers know nothing."""
    if not request.user.is_staff_member:
        raise Http404
    return _save(request, DraftPlace.NOTE, _visible_ticket(request, number))


def _visible_ticket(request, number) -> Ticket:
    related = Ticket.objects.visible_to(request.user).select_related("organization")
    ticket = related.filter(pk=number).first()
    if ticket is None:
        raise Http404
    return ticket


def _save(request, place: DraftPlace, ticket: Ticket | None = None) -> JsonResponse:
    """Answer with the version that is kept now; 409 brings the newer one along, and nothing was overwritten."""
    form, now = DraftForm(request.POST), timezone.now()
    form.is_valid()
    version = form.cleaned_data["draft_version"]
    try:
        draft = tickets.save_draft(
            place=place, ticket=ticket, said=form.said(), version=version, actor=request.user, now=now
        )
    except tickets.DraftChanged as refusal:
        return JsonResponse({"words": refusal.message, **_told(refusal.draft)}, status=409)
    except DomainError as refusal:
        return JsonResponse({"words": refusal.message}, status=422)
    return JsonResponse(_told(draft))


def _told(draft: Draft) -> dict:
    return {"version": draft.version, "said": draft.said, "at": format_moment(draft.saved_at)}
