"""`manage.py install_catalog`: what a new agency starts with."""

from django.core.management.base import BaseCommand

from poshtyar.catalog.operations import install_default_catalog
from poshtyar.knowledge.operations import install_default_faq


class Command(BaseCommand):
    """Installs the default packages, service levels, comparison, services and questions."""

    help = "Install the default packages, service levels, comparison, services and questions; edits are kept."

    def handle(self, *args, **options):
        """Install what is missing."""
        install_default_catalog()
        install_default_faq()
