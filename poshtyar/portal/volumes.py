"""How much one customer writes in a day: a bound for our disk and our agents, far beyond what a person needs."""

from django.conf import settings

from poshtyar.accounts.models import User
from poshtyar.common.limits import A_DAY, spend


def spend_message(user: User) -> None:
    """Count a ticket or reply that a customer is about to send. Raises TooOften.

    A form that comes again counts again: whoever sends the last one of a day twice is refused, though it is in.
    Without its cache nothing is counted: a lost cache keeps nobody from asking (`bar.md` R29).
    """
    spend("messages", str(user.pk), limit=settings.MESSAGES_A_DAY, seconds=A_DAY, fails_closed=False)
