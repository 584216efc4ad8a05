"""What the frames of both doors know of the reader."""

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
