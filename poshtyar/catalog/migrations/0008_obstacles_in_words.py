"""Obstacles of services are said in the words of quotes; they were letters before."""

from django.db import migrations, models

WORDS = {"h": "host", "t": "theme", "m": "module", "c": "core"}


def write_words(apps, schema_editor):
    """Write “host,theme” for “ht”."""
    for service in apps.get_model("catalog", "Service").objects.exclude(usual_obstacles=""):
        service.usual_obstacles = ",".join(WORDS[letter] for letter in service.usual_obstacles)
        service.save(update_fields=["usual_obstacles"])


def write_letters(apps, schema_editor):
    """Write “ht” for “host,theme”: their first letters."""
    for service in apps.get_model("catalog", "Service").objects.exclude(usual_obstacles=""):
        service.usual_obstacles = "".join(word[0] for word in service.usual_obstacles.split(","))
        service.save(update_fields=["usual_obstacles"])


class Migration(migrations.Migration):
    dependencies = [("catalog", "0007_remove_package_is_recommended")]

    operations = [
        migrations.AlterField(
            model_name="service",
            name="usual_obstacles",
            field=models.CharField(blank=True, help_text="of Obstacle, with commas between them", max_length=32),
        ),
        migrations.RunPython(write_words, write_letters),
    ]
