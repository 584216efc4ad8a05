"""What the frames of both doors know of the reader, and which of them a reader's own pages wear."""

from functools import cache

from django.utils import timezone

from poshtyar.notifications.queries import bell_of_customer, unread_count
from poshtyar.portal.access import chosen_organization


def bell(request) -> dict:
    """Return the number of unread notices and a member's free coins; only a page that shows them asks, and once."""

    @cache
    def told() -> tuple[int, int | None]:
        user = getattr(request, "user", None)
        if not user or not user.is_authenticated:
            return 0, None
        if user.is_staff_member:
            return unread_count(user), None
        organization = getattr(request, "organization", None)
        chosen = organization.public_id if organization else chosen_organization(request)
        return bell_of_customer(user, chosen, timezone.now())

    return {"unread_notices": lambda: told()[0], "free_coins": lambda: told()[1]}


def frame(request) -> dict:
    """Return the frame of the pages about oneself: staff came to them from their own pages, and go back there."""
    user = getattr(request, "user", None)
    is_staff = bool(user and user.is_authenticated and user.is_staff_member)
    return {"own_frame": "console/base.html" if is_staff else "portal/base.html"}
