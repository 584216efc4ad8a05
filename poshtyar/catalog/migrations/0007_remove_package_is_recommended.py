"""Whether a package is chosen most is counted from the orders; nobody sets it."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("catalog", "0006_service_folded")]

    operations = [migrations.RemoveField("Package", "is_recommended")]
