"""Keep the words of each service in the form in which texts are searched."""

from django.db import migrations, models

from poshtyar.common.persian import fold


def fold_words(apps, schema_editor):
    """Write what `Service.words_to_find` gives for the services that stand."""
    for service in apps.get_model("catalog", "Service").objects.all():
        service.folded = fold(f"{service.code} {service.name_fa} {service.name_en}")
        service.save(update_fields=["folded"])


class Migration(migrations.Migration):
    dependencies = [("catalog", "0005_remove_comparisonrow_packages")]

    operations = [
        migrations.AddField(
            model_name="service",
            name="folded",
            field=models.TextField(
                blank=True, db_default="", help_text="for search: common.persian.fold of names and code"
            ),
        ),
        migrations.RunPython(fold_words, migrations.RunPython.noop),
    ]
