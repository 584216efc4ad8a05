"""What the frames of both doors know of the reader."""

from functools import cache

from poshtyar.notifications.queries import unread_count


def bell(request) -> dict:
    """Return the number of unread notices; only a page that shows it counts them, and once."""

    @cache
    def unread_notices() -> int:
        user = getattr(request, "user", None)
        return unread_count(user) if user and user.is_authenticated else 0

    return {"unread_notices": unread_notices}
