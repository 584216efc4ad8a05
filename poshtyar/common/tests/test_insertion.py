"""insert …"""

import pytest
from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import models
from django.db.models.functions import Now
from django.test.utils import isolate_apps

from poshtyar.common.insertion import insert

pytestmark = pytest.mark.django_db


def test_writes_what_save_writes_and_gives_the_key(django_assert_num_queries):
    with django_assert_num_queries(1):
        written = Group(name="written")
        insert(written)
    saved = Group.objects.create(name="saved")

    assert not written._state.adding
    assert saved.pk == written.pk + 1
    assert Group.objects.get(pk=written.pk).name == "written"


def test_refuses_a_row_whose_parent_was_not_saved():
    with pytest.raises(ValueError, match="unsaved related object"):
        insert(Permission(name="x", codename="x", content_type=ContentType(app_label="x", model="x")))


@isolate_apps("poshtyar.common")
def test_refuses_a_model_whose_database_writes_a_value():
    class Stamped(models.Model):  # noqa: DJ008 (Nobody looks at its rows.)
        at = models.DateTimeField(db_default=Now())

        class Meta:
            app_label = "common"

    with pytest.raises(TypeError, match="no plain value"):
        insert(Stamped())
