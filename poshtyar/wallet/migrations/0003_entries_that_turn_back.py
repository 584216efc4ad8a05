"""Refunds, disputes and undone captures name the entry that they turn back, and have a person and a reason.

Makes impossible: a purchase disputed twice, a dispute won twice, coins given back for nothing. No row of these kinds
exists before this migration, because no operation wrote them.
"""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('wallet', '0002_lot_continues'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='entry',
            name='wallet_entry_has_its_reason_and_actor',
        ),
        migrations.AlterField(
            model_name='entry',
            name='kind',
            field=models.CharField(choices=[('purchase', 'Bought'), ('gift', 'Gift'), ('hold', 'Set aside'), ('replace', 'Set aside anew'), ('capture', 'Used'), ('release', 'Released'), ('expire', 'Expired'), ('reinstate', 'Given back'), ('adjust', 'Adjusted'), ('refund', 'Refunded'), ('undo', 'Undone'), ('chargeback', 'Payment disputed'), ('won', 'Dispute won'), ('extend', 'Date moved')], max_length=10),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('adjust', 'gift', 'reinstate', 'extend', 'undo', 'refund', 'chargeback', 'won')), _negated=True), models.Q(models.Q(('reason', ''), _negated=True), ('actor__isnull', False)), _connector='OR'), name='wallet_entry_has_its_reason_and_actor'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('kind__in', ('undo', 'refund', 'chargeback', 'won')), ('reverses__isnull', False)), models.Q(models.Q(('kind__in', ('undo', 'refund', 'chargeback', 'won')), _negated=True), ('reverses__isnull', True)), _connector='OR'), name='wallet_entry_reverses_iff_it_turns_back'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'chargeback')), fields=('reverses',), name='wallet_entry_purchase_disputed_once'),
        ),
        migrations.AddConstraint(
            model_name='entry',
            constraint=models.UniqueConstraint(condition=models.Q(('kind', 'won')), fields=('reverses',), name='wallet_entry_dispute_won_once'),
        ),
    ]
