"""Drafts as they are typed, of customers and staff: pages save them by themselves, and say so."""

from django.contrib.auth.decorators import login_required
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from poshtyar.accounts.models import Organization
from poshtyar.common.errors import DomainError
from poshtyar.common.jalali import format_moment
from poshtyar.common.numbers import format_bytes
from poshtyar.files.models import StoredFile
from poshtyar.portal.forms.tickets import DraftForm
from poshtyar.portal.views.tickets import visible_ticket
from poshtyar.tickets import operations as tickets
from poshtyar.tickets.models import Draft, DraftPlace, Ticket


@require_POST
@login_required
def save_ticket_draft(request, public_id):
    """Keep what is typed for a new ticket of the organization that the page was opened for."""
    organization = get_object_or_404(Organization, memberships__user=request.user, public_id=public_id)
    return _save(request, DraftPlace.TICKET, organization=organization)


@require_POST
@login_required
def save_reply_draft(request, number):
    """Keep what is typed as a reply."""
    return _save(request, DraftPlace.REPLY, ticket=visible_ticket(request, number))


@require_POST
@login_required
def save_note_draft(request, number):
    """Keep what is typed as a note, of which customers know nothing."""
    if not request.user.is_staff_member:
        raise Http404
    return _save(request, DraftPlace.NOTE, ticket=visible_ticket(request, number))


def _save(
    request, place: DraftPlace, *, ticket: Ticket | None = None, organization: Organization | None = None
) -> JsonResponse:
    """Answer with the version that is kept now; 409 brings the newer one along, and nothing was overwritten."""
    form, now = DraftForm(request.POST), timezone.now()
    form.is_valid()
    version = form.cleaned_data["draft_version"]
    try:
        draft = tickets.save_draft(
            place=place,
            ticket=ticket,
            organization=organization,
            said=form.said(),
            version=version,
            actor=request.user,
            now=now,
        )
    except tickets.DraftChanged as refusal:
        newer = {**_told(refusal.draft), "files": _files(refusal.draft)}
        return JsonResponse({"words": refusal.message, **newer}, status=409)
    except DomainError as refusal:
        return JsonResponse({"words": refusal.message}, status=422)
    return JsonResponse(_told(draft))


def _told(draft: Draft) -> dict:
    return {"version": draft.version, "said": draft.said, "at": format_moment(draft.saved_at, timezone.now())}


def _files(draft: Draft) -> list[dict]:
    """Return the uploaded files of a draft that waits, as its rows show them."""
    named = draft.said.get("kept_files", "").split(",")
    waiting = StoredFile.objects.waiting_of(draft.user).filter(public_id__in=named)
    return [{"id": file.public_id, "name": file.name, "size": format_bytes(file.bytes)} for file in waiting]
