"""A draft of a new ticket gets the organization that it is written for; the next two migrations fill and require it."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0002_codes_and_invitations_one_at_a_time"),
        ("tickets", "0005_list_indexes"),
    ]

    operations = [
        migrations.AddField(
            "Draft",
            "organization",
            models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.CASCADE,
                related_name="+",
                to="accounts.organization",
            ),
        ),
        migrations.RemoveConstraint("Draft", "tickets_draft_new_ticket_has_none"),
        migrations.RemoveConstraint("Draft", "tickets_draft_once_for_a_new_ticket"),
    ]
