"""Facts become notices and messages."""

from datetime import datetime

from poshtyar.events.models import Event
from poshtyar.events.registry import subscribe
from poshtyar.notifications import operations as notifications
from poshtyar.notifications.words import TELLINGS


@subscribe(*TELLINGS)
def tell_people(*, event: Event, now: datetime) -> None:
    """Tell everybody whom the fact concerns; twice is harmless, since a notice is unique to its person and fact."""
    notifications.tell_people(event=event, now=now)
