"""The reports of coins that have been set aside for long."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('notifications', '0002_warnings_and_list'),
    ]

    operations = [
        migrations.CreateModel(
            name='OldHoldReport',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('reference', models.CharField(help_text='of the hold in the wallet', max_length=80, unique=True)),
                ('reported_at', models.DateTimeField()),
            ],
        ),
    ]
