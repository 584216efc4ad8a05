"""Files that are uploaded before their message is sent, by customers and staff; nobody else sees them."""

from django.contrib.auth.decorators import login_required
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.utils import timezone
from django.views.decorators.http import require_POST

from poshtyar.common.errors import DomainError
from poshtyar.common.numbers import format_bytes
from poshtyar.files import operations as files
from poshtyar.files.models import StoredFile
from poshtyar.portal.access import organization_required
from poshtyar.portal.forms.tickets import UploadForm
from poshtyar.portal.views.tickets import visible_ticket


@require_POST
@organization_required
def store_file_for_ticket(request):
    """Take a file for a new ticket."""
    return _store(request, request.organization)


@require_POST
@login_required
def store_file_for_message(request, number):
    """Take a file for a reply or a note."""
    return _store(request, visible_ticket(request, number).organization)


@require_POST
@login_required
def remove_file(request, public_id):
    """Remove a file that one has uploaded and not sent."""
    file = get_object_or_404(StoredFile.objects.waiting_of(request.user), public_id=public_id)
    try:
        files.remove_file(file=file, actor=request.user)
    except DomainError as refusal:
        return JsonResponse({"words": refusal.message}, status=409)
    return HttpResponse(status=204)


def _store(request, organization) -> JsonResponse:
    """Answer with the name by which the form sends the file along, or with why it is not taken."""
    form = UploadForm(request.POST, request.FILES)
    if not form.is_valid():
        return JsonResponse({"words": " ".join(map(str, form.errors["file"]))}, status=422)
    try:
        stored = files.store_file(
            upload=form.cleaned_data["file"], organization=organization, actor=request.user, now=timezone.now()
        )
    except DomainError as refusal:
        return JsonResponse({"words": refusal.message}, status=refusal.status)
    return JsonResponse({"id": stored.public_id, "name": stored.name, "size": format_bytes(stored.bytes)})
