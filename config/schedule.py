"""Every recurring job, on one page. Cron text is read in the agency's zone."""

from poshtyar.jobs.schedules import Schedule

SCHEDULES: list[Schedule] = [
    Schedule("purge jobs", "40 3 * * *", "jobs.purge"),
    Schedule("tidy the outbox", "20 * * * *", "outbox.tidy"),
]
