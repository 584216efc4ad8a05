"""The bell of staff."""

from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from poshtyar.common.keyset import LATEST_ORDER, marks_in, page_of
from poshtyar.console.access import staff_required
from poshtyar.notifications import operations as notifications
from poshtyar.notifications.queries import line_of, notices_of

NOTICES_A_PAGE = 25


@never_cache
@staff_required
def notices(request):
    """Show what happened, the newest first."""
    page = page_of(notices_of(request.user), LATEST_ORDER, size=NOTICES_A_PAGE, **marks_in(request.GET))
    lines = [line_of(notice, request.user) for notice in page]
    return render(request, "console/notices.html", {"page": page, "lines": lines})


@staff_required
@require_POST
def mark_notices_read(request, newest):
    """Mark as read what the page showed; what came since stays new."""
    notifications.mark_notices_read(user=request.user, newest_id=newest, now=timezone.now())
    return redirect("console:notices")
