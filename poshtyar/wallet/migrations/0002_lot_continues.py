"""A lot keeps in mind the purchase whose coins it carries on, after their date was moved; no lot does so yet."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('wallet', '0001_initial'),
    ]

    operations = [
        migrations.AddField(
            model_name='lot',
            name='continues',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='continuations', to='wallet.lot'),
        ),
    ]
