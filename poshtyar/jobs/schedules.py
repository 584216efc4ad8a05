"""The shape of a recurring job, and when it is due."""

from dataclasses import dataclass
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from cronsim import CronSim
from django.conf import settings


@dataclass(frozen=True)
class Schedule:
    """A task that is started once in every period of its cron text, read in the agency's zone."""

    name: str
    cron: str
    task: str

    def latest_due_at(self, now: datetime) -> datetime:
        """Return the start of the period that `now` lies in."""
        local = now.astimezone(ZoneInfo(settings.AGENCY_ZONE))
        # Going back, cronsim counts the second it starts from only if that second has already begun.
        return next(CronSim(self.cron, local.replace(microsecond=1), reverse=True)).astimezone(UTC)
