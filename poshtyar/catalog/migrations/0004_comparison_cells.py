"""Give the comparison cells of its own, which may hold words beside their tick; the ticks that stand are copied.

The table of ticks stays until the next migration, so the code of before goes on reading it.
"""

import django.db.models.deletion
from django.db import migrations, models


def copy_ticks(apps, schema_editor):
    """Make a cell of every tick."""
    row, cell = apps.get_model("catalog", "ComparisonRow"), apps.get_model("catalog", "ComparisonCell")
    cell.objects.bulk_create(
        cell(row_id=row_id, package_id=package_id, is_included=True)
        for row_id, package_id in row.packages.through.objects.values_list("comparisonrow_id", "package_id")
    )


def copy_back(apps, schema_editor):
    """Make a tick of every cell that is included; words have no place there."""
    row, cell = apps.get_model("catalog", "ComparisonRow"), apps.get_model("catalog", "ComparisonCell")
    for ticked in cell.objects.filter(is_included=True).select_related("row"):
        row.objects.get(pk=ticked.row_id).packages.add(ticked.package_id)


class Migration(migrations.Migration):
    dependencies = [("catalog", "0003_versions")]

    operations = [
        migrations.CreateModel(
            name="ComparisonCell",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "is_included",
                    models.BooleanField(default=False, help_text="gives the right of the row, if it has one"),
                ),
                ("text_fa", models.CharField(blank=True, max_length=60)),
                ("text_en", models.CharField(blank=True, max_length=60)),
                (
                    "package",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cells", to="catalog.package"
                    ),
                ),
                (
                    "row",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="cells", to="catalog.comparisonrow"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("row", "package"), name="catalog_comparisoncell_once")
                ],
            },
        ),
        migrations.RunPython(copy_ticks, copy_back),
    ]
