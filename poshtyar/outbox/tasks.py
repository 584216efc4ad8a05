"""Messages leave in a job, after the commit of whoever wrote them."""

from datetime import datetime

from poshtyar.jobs.registry import task
from poshtyar.outbox import operations as outbox
from poshtyar.outbox.models import OutgoingMessage


@task("outbox.send_message")
def send_message(*, message_id: int, now: datetime) -> None:
    """Send one message; a second run finds it sent."""
    outbox.send_message(message=OutgoingMessage.objects.get(pk=message_id), now=now)


@task("outbox.tidy")
def tidy(*, now: datetime) -> None:
    """Wipe stale secrets and delete old messages; the second run finds nothing left."""
    outbox.tidy_messages(now=now)
