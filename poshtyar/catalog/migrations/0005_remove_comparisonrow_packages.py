"""Drop the table of ticks; the cells hold them."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0004_comparison_cells")]

    operations = [migrations.RemoveField(model_name="comparisonrow", name="packages")]
