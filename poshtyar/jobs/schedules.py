"""The shape of a recurring job."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Schedule:
    """A task that is started once in every period of its cron text, read in the agency's zone."""

    name: str
    cron: str
    task: str
