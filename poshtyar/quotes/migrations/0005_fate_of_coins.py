"""Settled work keeps what became of the coins that it did not use: none were told as expired before, so every row fits."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("quotes", "0004_undone_coins")]

    operations = [
        migrations.AddField(
            model_name="quote",
            name="expired_coins",
            field=models.PositiveIntegerField(
                db_default=0, default=0, help_text="not used, and their date had passed"
            ),
        ),
        migrations.AddField(
            model_name="quote",
            name="renewed_coins",
            field=models.PositiveIntegerField(db_default=0, default=0, help_text="of those expired: came back (B14)"),
        ),
        migrations.AddField(
            model_name="quote",
            name="revoked_coins",
            field=models.PositiveIntegerField(db_default=0, default=0, help_text="not used, of a disputed purchase"),
        ),
        migrations.AddConstraint(
            model_name="quote",
            constraint=models.CheckConstraint(
                condition=models.Q(renewed_coins__lte=models.F("expired_coins")),
                name="quotes_quote_renewed_had_expired",
            ),
        ),
    ]
