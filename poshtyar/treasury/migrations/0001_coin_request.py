"""The table of acts that wait for a second person."""

import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '0002_codes_and_invitations_one_at_a_time'),
        ('wallet', '0003_entries_that_turn_back'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='CoinRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('act_name', models.CharField(max_length=20)),
                ('terms', models.JSONField(help_text='of the act, as they were asked')),
                ('coins', models.PositiveBigIntegerField(help_text='how many coins it would have moved when it was asked')),
                ('reason', models.TextField(help_text='the customer reads it')),
                ('nonce', models.CharField(max_length=64, unique=True)),
                ('asked_at', models.DateTimeField()),
                ('state', models.CharField(choices=[('open', 'Waiting for a second person'), ('approved', 'Approved and done'), ('rejected', 'Rejected'), ('withdrawn', 'Withdrawn')], default='open', max_length=9)),
                ('decided_at', models.DateTimeField(null=True)),
                ('decision_reason', models.TextField(blank=True)),
                ('asked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('decided_by', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL)),
                ('entry', models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wallet.entry')),
                ('organization', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='coin_requests', to='accounts.organization')),
            ],
            options={
                'indexes': [models.Index(condition=models.Q(('state', 'open')), fields=['id'], name='treasury_coinrequest_open'), models.Index(fields=['organization', '-id'], name='treasury_coinrequest_list')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('decided_at__isnull', True), ('decided_by__isnull', True), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('decided_at__isnull', False), ('decided_by__isnull', False)), _connector='OR'), name='treasury_coinrequest_decided_by_somebody'), models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['approved', 'rejected']), _negated=True), models.Q(('decided_by', models.F('asked_by')), _negated=True), _connector='OR'), name='treasury_coinrequest_decided_by_another'), models.CheckConstraint(condition=models.Q(models.Q(('entry__isnull', False), ('state', 'approved')), models.Q(models.Q(('state', 'approved'), _negated=True), ('entry__isnull', True)), _connector='OR'), name='treasury_coinrequest_approved_has_its_entry'), models.CheckConstraint(condition=models.Q(models.Q(('state', 'rejected'), _negated=True), models.Q(('decision_reason', ''), _negated=True), _connector='OR'), name='treasury_coinrequest_rejected_has_its_reason')],
            },
        ),
    ]
