"""delete_service_level …"""

import pytest

from poshtyar.common.editing import ChangedMeanwhile
from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from poshtyar.sla.models import ServiceLevel
from poshtyar.sla.operations import delete_service_level, install_default_levels


@pytest.fixture
def unused(db):
    """Basic's level, while there is no package yet."""
    install_default_levels()
    return ServiceLevel.objects.get(code="basic")


def test_deletes_what_nothing_has_and_records_what_it_was(unused, mina, now):
    delete_service_level(level=unused, version=1, actor=mina, now=now)

    assert not ServiceLevel.objects.filter(code="basic").exists()
    data = Event.objects.get(kind="sla.service_level_deleted").data
    assert (data["code"], data["changes"]["general_minutes"]) == ("basic", [24 * 60, None])


def test_refuses_when_it_was_changed_meanwhile(unused, mina, now):
    ServiceLevel.objects.filter(pk=unused.pk).update(version=2)

    with pytest.raises(ChangedMeanwhile):
        delete_service_level(level=unused, version=1, actor=mina, now=now)


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(unused, now, who, request):
    with pytest.raises(NotAllowed):
        delete_service_level(level=unused, version=1, actor=request.getfixturevalue(who), now=now)

    assert ServiceLevel.objects.count() == 3
