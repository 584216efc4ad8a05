"""Drafts of new tickets go to the organization that their writer is in first.

Nobody wrote down which one was meant. Who is in none cannot send a draft, so theirs go.
"""

from django.db import migrations
from django.db.models import OuterRef, Subquery


def give_organizations(apps, schema_editor):
    """Move the drafts of new tickets to their writers' first organizations."""
    drafts = apps.get_model("tickets", "Draft").objects.filter(place="ticket", organization=None)
    memberships = apps.get_model("accounts", "Membership").objects.filter(user=OuterRef("user"))
    drafts.update(organization=Subquery(memberships.order_by("organization_id").values("organization")[:1]))
    drafts.filter(organization=None).delete()


class Migration(migrations.Migration):
    dependencies = [("tickets", "0006_draft_organization")]

    operations = [migrations.RunPython(give_organizations, migrations.RunPython.noop)]
