"""Jobs of the tickets."""

from datetime import datetime

from poshtyar.jobs.registry import task
from poshtyar.tickets import operations as tickets


@task("tickets.purge_drafts")
def purge_drafts(*, now: datetime) -> None:
    """Delete drafts that nobody has touched for long; run twice, the second finds none."""
    tickets.purge_drafts(now=now)
