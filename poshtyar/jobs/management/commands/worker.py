"""Run jobs in a process of their own."""

import signal

from django.core.exceptions import ImproperlyConfigured
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from config.schedule import SCHEDULES
from poshtyar.common.start import demand_sound_start
from poshtyar.jobs import operations as jobs
from poshtyar.jobs.engine import Engine


class Command(BaseCommand):
    """Any number of workers may run side by side; each job is leased by one of them."""

    help = "Run jobs and start schedules until SIGTERM; the job in hand is finished first."

    def add_arguments(self, parser):
        """Say what the command understands."""
        parser.add_argument("--once", action="store_true", help="run what is due now, then end")

    def handle(self, *, once: bool, **options):
        """Run the loop, or one round of it; refuse to start where the web server would."""
        try:
            demand_sound_start()
        except ImproperlyConfigured as refusal:
            raise CommandError(str(refusal)) from refusal
        if once:
            jobs.start_schedules(SCHEDULES, now=timezone.now())
            count = jobs.run_due_jobs(now=timezone.now())
            self.stdout.write(f"{count} jobs run")
            return
        engine = Engine()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: engine.stop())
        engine.run()
