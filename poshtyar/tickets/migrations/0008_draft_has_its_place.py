"""A draft of a new ticket has its organization, and a person has one in each."""

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("tickets", "0007_drafts_go_to_an_organization")]

    operations = [
        migrations.AddConstraint(
            "Draft",
            models.CheckConstraint(
                condition=Q(place="ticket", ticket__isnull=True, organization__isnull=False)
                | ~Q(place="ticket") & Q(ticket__isnull=False, organization__isnull=True),
                name="tickets_draft_has_its_place",
            ),
        ),
        migrations.AddConstraint(
            "Draft",
            models.UniqueConstraint(
                fields=["user", "organization"],
                condition=Q(ticket__isnull=True),
                name="tickets_draft_once_for_a_new_ticket",
            ),
        ),
    ]
