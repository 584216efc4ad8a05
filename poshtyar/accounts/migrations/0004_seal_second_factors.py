"""Secrets of second factors are sealed, as those that are made from now on.

The code of before cannot read them: until it is restarted a second factor fails, and going back to it wants every app
added again.
"""

from django.db import migrations

from poshtyar.common.sealing import is_sealed, seal


def seal_all(apps, schema_editor):
    for factor in apps.get_model("mfa", "Authenticator").objects.all():
        for name in ("secret", "seed"):
            if name in factor.data and not is_sealed(factor.data[name]):
                factor.data[name] = seal(factor.data[name])
                factor.save(update_fields=["data"])


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_person_uses_keys"), ("mfa", "0003_authenticator_type_uniq")]
    operations = [migrations.RunPython(seal_all, migrations.RunPython.noop)]
