"""Make a person who works for the agency."""

import os
import secrets

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import Role
from poshtyar.common.errors import DomainError

STAFF_ROLES = [role.value for role in Role if role != Role.CUSTOMER]


class Command(BaseCommand):
    """Make a staff member; the password comes from POSHTYAR_STAFF_PASSWORD, else a new one is printed once."""

    help = __doc__

    def add_arguments(self, parser):
        """Take who it is."""
        parser.add_argument("--email", required=True)
        parser.add_argument("--name", required=True)
        parser.add_argument("--role", required=True, choices=STAFF_ROLES)

    def handle(self, *, email, name, role, **options):
        """Make the person."""
        given = os.environ.get("POSHTYAR_STAFF_PASSWORD")
        password = given or secrets.token_urlsafe(12)
        try:
            user = accounts.create_staff(
                email=email, name=name, role=role, password=password, actor=None, now=timezone.now()
            )
        except DomainError as refusal:
            raise CommandError(str(refusal)) from refusal
        self.stdout.write(f"{user.get_role_display()}: {user.email}")
        if not given:
            self.stdout.write(f"Password (shown once; change it after the first log-in): {password}")
