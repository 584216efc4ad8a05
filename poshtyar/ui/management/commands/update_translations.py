"""Find the strings of the code and bring the Persian files in line."""

from django.core.management.base import BaseCommand

from poshtyar.ui.translations import all_apps


class Command(BaseCommand):
    """Bring each application's Persian file in line with its code; list what lacks its Persian."""

    help = __doc__

    def add_arguments(self, parser):
        """Take names of applications, or none for all."""
        parser.add_argument("apps", nargs="*")

    def handle(self, *args, **options):
        """Update, compile and report."""
        for translations in all_apps():
            if options["apps"] and translations.app.label not in options["apps"]:
                continue
            for text in translations.update():
                self.stdout.write(f"{translations.app.label}: no Persian for {text!r}")
            translations.compile()
