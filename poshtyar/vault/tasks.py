"""Jobs of the vault."""

from datetime import datetime

from poshtyar.jobs import operations as jobs
from poshtyar.jobs.registry import task
from poshtyar.vault.operations import ERASED_AT_ONCE, erase_ended_secrets


@task("vault.erase_ended_secrets")
def erase_ended(*, now: datetime) -> None:
    """Erase secrets whose time is over; another run finds only what is left, so twice is harmless."""
    if erase_ended_secrets(now=now) == ERASED_AT_ONCE:
        jobs.enqueue("vault.erase_ended_secrets", now=now)
