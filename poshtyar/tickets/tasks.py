"""Jobs of the tickets."""

from datetime import datetime

from poshtyar.jobs.registry import task
from poshtyar.tickets import operations as tickets


@task("tickets.close_finished_tickets")
def close_finished_tickets(*, now: datetime) -> None:
    """Close what has been finished for long; run twice, the second finds none."""
    tickets.close_finished_tickets(now=now)


@task("tickets.purge_drafts")
def purge_drafts(*, now: datetime) -> None:
    """Delete drafts that nobody has touched for long; run twice, the second finds none."""
    tickets.purge_drafts(now=now)
