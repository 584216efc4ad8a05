"""Compile the Persian files that have changed."""

from django.core.management.base import BaseCommand

from poshtyar.ui.translations import all_apps


class Command(BaseCommand):
    """Compile each application's Persian file, so that Django can read it."""

    help = __doc__
    requires_system_checks = []

    def handle(self, *args, **options):
        """Compile all."""
        for translations in all_apps():
            translations.compile()
