"""delete_package …"""

import pytest

from poshtyar.catalog.models import ComparisonCell, ComparisonRow, Package
from poshtyar.catalog.operations import InUse, delete_package
from poshtyar.common.editing import ChangedMeanwhile
from poshtyar.common.errors import NotAllowed
from tests import factories


def test_deletes_what_nobody_has_ordered_and_records_what_it_was(basic, changes, mina, now):
    delete_package(package=basic, version=1, actor=mina, now=now)

    assert list(Package.objects.in_order().values_list("code", flat=True)) == ["essential", "professional"]
    assert ComparisonCell.objects.count() == 4 + 9
    [(kind, said)] = changes()
    assert (kind, said["coins"], said["service_level"]) == ("package_deleted", [550, None], ["basic", None])
    assert said["rows"][1] is None
    assert ComparisonRow.objects.filter(version=2).count() == 8


def test_never_deletes_what_somebody_owns(basic, organization, mina, now, changes):
    factories.make_package(organization, "basic")

    with pytest.raises(InUse):
        delete_package(package=basic, version=1, actor=mina, now=now)

    assert Package.objects.count() == 3
    assert basic.cells.filter(is_included=True).count() == 8
    assert changes() == []


def test_refuses_when_it_was_changed_meanwhile(basic, mina, now):
    Package.objects.filter(pk=basic.pk).update(version=2)

    with pytest.raises(ChangedMeanwhile):
        delete_package(package=basic, version=1, actor=mina, now=now)

    assert Package.objects.count() == 3


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(basic, now, who, request):
    with pytest.raises(NotAllowed):
        delete_package(package=basic, version=1, actor=request.getfixturevalue(who), now=now)

    assert Package.objects.count() == 3
