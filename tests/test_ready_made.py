"""What is made once for many tests …"""

import pytest
from django.apps import apps
from django.db import transaction

from poshtyar.catalog.models import Package, ServiceGroup
from poshtyar.catalog.operations import install_default_catalog
from poshtyar.sla.models import Calendar
from tests import ready_made
from tests.ready_made import CATALOG, keep_static, put_default_catalog, put_static


class Undone(Exception):
    """Undoes what was done in a test."""


def made_by(install) -> dict:
    """Return the rows that a catalog has when it was made so, without their numbers; then undo it."""
    with pytest.raises(Undone), transaction.atomic():
        install()
        rows = {name: rows_of(apps.get_model(name)) for name in CATALOG}
        raise Undone
    return rows


def rows_of(model) -> list[tuple]:
    """Return the rows in order; what refers to a row of these tables says its place there."""
    rows = []
    for row in model.objects.order_by("pk"):
        values = {field.attname: getattr(row, field.attname) for field in model._meta.concrete_fields[1:]}
        for field in model._meta.concrete_fields[1:]:
            if field.related_model and values[field.attname] is not None:
                values[field.attname] -= field.related_model.objects.order_by("pk")[0].pk
        rows.append(tuple(values.values()))
    return rows


def test_is_what_the_operation_makes(db):
    expected = made_by(install_default_catalog)

    assert made_by(put_default_catalog) == expected
    assert ready_made._catalog
    assert made_by(put_default_catalog) == expected
    assert all(expected.values())


def test_leaves_numbers_for_what_comes_after_it(db):
    made_by(put_default_catalog)
    put_default_catalog()

    group = ServiceGroup.objects.create(code="new", name_fa="تازه", name_en="New", position=99)

    assert group == ServiceGroup.objects.order_by("pk").last()


def test_overwrites_nothing(db):
    made_by(put_default_catalog)
    own = Calendar.objects.create(code="own", name_fa="خودمان", name_en="Our own")

    put_default_catalog()
    Package.objects.filter(code="essential").delete()
    put_default_catalog()

    assert Calendar.objects.order_by("pk").first() == own
    assert not Package.objects.filter(code="essential").exists()


def test_gives_every_site_the_static_files_of_the_first(tmp_path, monkeypatch):
    monkeypatch.setattr(ready_made, "FOLDER", str(tmp_path))
    put_static(tmp_path / "of nobody")
    for name in ("first", "second"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "app.css").write_text(name)
        keep_static(tmp_path / name)

    put_static(tmp_path / "third")

    assert not (tmp_path / "of nobody").exists()
    assert (tmp_path / "third" / "app.css").read_text() == "first"
