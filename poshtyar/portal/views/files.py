"""Downloads of attached files, for customers and staff."""

import re

from django.contrib.auth.decorators import login_required
from django.http import FileResponse, Http404, HttpResponse
from django.views.decorators.http import require_safe

from poshtyar.files import clients
from poshtyar.files.models import StoredFile
from poshtyar.quotes.queries import evidence_of
from poshtyar.tickets.queries import attachment_of

WHOLE, PART, NO_PART = 200, 206, 416
# Whatever the file holds, a browser neither guesses its kind, nor runs it, nor keeps it.
HARMLESS = {
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "sandbox; default-src 'none'",
    "Cache-Control": "private, no-store",
}


@require_safe
@login_required
def file(request, public_id):
    """Send a file of a message or a quote that this person may read, as a download that can do nothing.

    A download that broke off goes on where it stopped.
    """
    stored = attachment_of(public_id, request.user) or evidence_of(public_id, request.user)
    if stored is None:
        raise Http404
    status, start, end = _part(request, stored)
    if status == NO_PART:
        return HttpResponse(status=NO_PART, headers={"Content-Range": f"bytes */{stored.bytes}"})
    try:
        content = clients.open_file(stored.path)
    except FileNotFoundError:
        raise Http404 from None
    content.seek(start)
    headers = HARMLESS | {"Accept-Ranges": "bytes", "ETag": _mark(stored)}
    if status == PART:
        headers["Content-Range"] = f"bytes {start}-{end - 1}/{stored.bytes}"
    response = FileResponse(content, as_attachment=True, filename=stored.name, status=status, headers=headers)
    response.headers["Content-Type"] = stored.content_type
    # Django counts to the end of the file, which a part need not reach.
    response.headers["Content-Length"] = str(end - start)
    return response


def _mark(stored: StoredFile) -> str:
    """Return the file's mark, by which a browser knows that the rest belongs to what it has."""
    return f'"{stored.sha256}"'


def _part(request, stored: StoredFile) -> tuple[int, int, int]:
    """Return the status, and the bytes from and up to which the file is asked for; all of it unless clearly told."""
    whole = WHOLE, 0, stored.bytes
    asked = re.fullmatch("bytes=([0-9]{0,18})-([0-9]{0,18})", request.headers.get("Range", ""))
    if not asked or asked[0] == "bytes=-" or request.headers.get("If-Range", _mark(stored)) != _mark(stored):
        return whole
    first, last = asked.groups()
    if not first:  # The last so many bytes.
        start, end = max(0, stored.bytes - int(last)), stored.bytes
    else:
        start, end = int(first), min(int(last or stored.bytes - 1) + 1, stored.bytes)
        if last and int(last) < int(first):
            return whole
    return (PART, start, end) if start < end else (NO_PART, 0, 0)
