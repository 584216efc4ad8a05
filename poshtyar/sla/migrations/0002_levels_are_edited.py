"""Number the states of service levels, so that a form opened earlier overwrites nothing unseen.

And refuse a level that answers an emergency later than anything else, or at once: both would be slips. The defaults
are none; where a level is one, the migration stops and names the constraint.
"""

from django.db import migrations, models
from django.db.models import F, Q


class Migration(migrations.Migration):
    dependencies = [("sla", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="servicelevel",
            name="version",
            field=models.PositiveIntegerField(default=1, db_default=1, help_text="goes up with every change"),
        ),
        migrations.AddConstraint(
            model_name="servicelevel",
            constraint=models.CheckConstraint(
                condition=Q(emergency_minutes__gte=1, general_minutes__gte=F("emergency_minutes")),
                name="sla_servicelevel_answers_emergencies_first",
            ),
        ),
    ]
