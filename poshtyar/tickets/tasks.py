"""Jobs of the tickets."""

from datetime import datetime

from poshtyar.jobs.registry import task
from poshtyar.tickets.operations import purge_drafts


@task("tickets.purge_drafts")
def purge_old_drafts(*, now: datetime) -> None:
    """Delete drafts that nobody has touched for long; run twice, the second finds none."""
    purge_drafts(now=now)
