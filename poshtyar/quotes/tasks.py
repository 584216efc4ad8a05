"""Tasks of quotes."""

from datetime import datetime

from poshtyar.jobs.registry import task
from poshtyar.quotes import operations


@task("quotes.expire_quotes")
def expire_quotes(*, now: datetime) -> None:
    """End what time has ended; doing it again finds nothing left to end."""
    operations.expire_quotes(now=now)
