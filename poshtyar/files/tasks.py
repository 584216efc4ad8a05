"""Jobs of the files."""

from datetime import datetime

from poshtyar.files.operations import REMOVED_AT_ONCE, remove_unattached_files
from poshtyar.jobs import operations as jobs
from poshtyar.jobs.registry import task


@task("files.remove_unattached")
def remove_unattached(*, now: datetime) -> None:
    """Remove what nobody attached; another run finds only what is left, so twice is harmless."""
    if remove_unattached_files(now=now) == REMOVED_AT_ONCE:
        jobs.enqueue("files.remove_unattached", now=now)
