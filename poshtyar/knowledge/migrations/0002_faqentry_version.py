"""Number the states of the questions, so that a form opened earlier overwrites nothing unseen."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("knowledge", "0001_initial")]

    operations = [
        migrations.AddField(
            model_name="faqentry",
            name="version",
            field=models.PositiveIntegerField(default=1, db_default=1, help_text="goes up with every change"),
        )
    ]
