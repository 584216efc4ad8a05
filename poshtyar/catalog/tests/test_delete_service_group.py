"""delete_service_group …"""

import pytest

from poshtyar.catalog.models import Service, ServiceGroup
from poshtyar.catalog.operations import InUse, delete_service_group
from poshtyar.common.editing import ChangedMeanwhile
from poshtyar.common.errors import NotAllowed


def test_deletes_an_empty_group_and_records_what_it_was(speed, changes, mina, now):
    Service.objects.filter(group=speed).delete()

    delete_service_group(group=speed, version=1, actor=mina, now=now)

    assert ServiceGroup.objects.count() == 7
    assert changes() == [("service_group_deleted", {"name_fa": ["سرعت", None], "name_en": ["Speed", None]})]


def test_refuses_while_services_stand_in_it(speed, changes, mina, now):
    with pytest.raises(InUse):
        delete_service_group(group=speed, version=1, actor=mina, now=now)

    assert ServiceGroup.objects.count() == 8
    assert changes() == []


def test_refuses_when_it_was_changed_meanwhile(speed, mina, now):
    ServiceGroup.objects.filter(pk=speed.pk).update(version=2)

    with pytest.raises(ChangedMeanwhile):
        delete_service_group(group=speed, version=1, actor=mina, now=now)

    assert ServiceGroup.objects.count() == 8


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(speed, changes, now, who, request):
    before = list(ServiceGroup.objects.order_by("pk").values())

    with pytest.raises(NotAllowed):
        delete_service_group(group=speed, version=1, actor=request.getfixturevalue(who), now=now)

    assert list(ServiceGroup.objects.order_by("pk").values()) == before
    assert changes() == []
