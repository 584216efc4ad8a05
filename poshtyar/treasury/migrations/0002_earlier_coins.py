"""What who asks had moved alone before, so that the second person sees why a small act waits for them."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("treasury", "0001_coin_request")]

    operations = [
        migrations.AddField(
            model_name="coinrequest",
            name="earlier_coins",
            field=models.PositiveBigIntegerField(
                db_default=0, default=0, help_text="that who asked had moved alone shortly before"
            ),
        ),
    ]
