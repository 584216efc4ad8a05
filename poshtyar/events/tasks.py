"""Delivery of facts to their subscribers."""

from datetime import datetime

from poshtyar.events.models import Event
from poshtyar.events.registry import subscribers_of
from poshtyar.jobs.registry import task


@task("events.deliver")
def deliver(*, event_id: int, kind: str, subscriber: str, now: datetime) -> None:
    """Call one subscriber with one fact; subscribers are idempotent, so twice is harmless."""
    subscribers_of(kind)[subscriber](event=Event.objects.get(pk=event_id), now=now)
