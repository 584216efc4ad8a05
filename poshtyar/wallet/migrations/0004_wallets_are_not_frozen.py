"""Nothing ever wrote the moment of a frozen wallet, so the column goes without data (docs/decisions/0027)."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("wallet", "0003_entries_that_turn_back")]

    operations = [migrations.RemoveField(model_name="wallet", name="frozen_at")]
