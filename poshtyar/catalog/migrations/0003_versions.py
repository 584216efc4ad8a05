"""Number the states of what managers edit, so that a form opened earlier overwrites nothing unseen."""

from django.db import migrations, models

EDITED = ["package", "comparisonrow", "servicegroup", "service"]


class Migration(migrations.Migration):
    dependencies = [("catalog", "0002_service_is_example")]

    operations = [
        migrations.AddField(
            model_name=name,
            name="version",
            # With a default in the database too: the code of before writes rows without it.
            field=models.PositiveIntegerField(default=1, db_default=1, help_text="goes up with every change"),
        )
        for name in EDITED
    ]
