"""Downloads of attached files, for customers and staff."""

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404
from django.views.decorators.http import require_safe

from poshtyar.files import clients
from poshtyar.quotes.queries import evidence_of
from poshtyar.tickets.queries import attachment_of


@require_safe
@login_required
def file(request, public_id):
    """Send a file of a message or a quote that this person may read, as a download that can do nothing."""
    stored = attachment_of(public_id, request.user) or evidence_of(public_id, request.user)
    if stored is None:
        raise Http404
    try:
        content = clients.open_file(stored.path)
    except FileNotFoundError:
        raise Http404 from None
    response = FileResponse(content, as_attachment=True, filename=stored.name, content_type=stored.content_type)
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response.headers["Cache-Control"] = "private, no-store"
    return response
