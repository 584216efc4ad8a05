"""Number the states of calendars, so that a form opened earlier overwrites nothing unseen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("sla", "0002_levels_are_edited")]

    operations = [
        migrations.AddField(
            model_name="calendar",
            name="version",
            field=models.PositiveIntegerField(default=1, db_default=1, help_text="goes up with every change"),
        ),
    ]
