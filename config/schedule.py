"""Every recurring job, on one page. Cron text is read in the agency's zone."""

from poshtyar.jobs.schedules import Schedule

SCHEDULES: list[Schedule] = []
