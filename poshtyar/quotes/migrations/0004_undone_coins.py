"""Work keeps how many of its used coins a lead gave back; none were before, so every row fits the check."""

from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('files', '0002_attached_at'),
        ('quotes', '0003_evidence'),
        ('tickets', '0004_drafts'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.AddField(
            model_name='quote',
            name='undone_coins',
            field=models.PositiveIntegerField(default=0, help_text='of those captured: given back by a lead (B16)'),
        ),
        migrations.AddConstraint(
            model_name='quote',
            constraint=models.CheckConstraint(condition=models.Q(('undone_coins__lte', models.F('captured_coins'))), name='quotes_quote_undone_were_captured'),
        ),
    ]
