"""delete_service …"""

import pytest

from poshtyar.catalog.models import Service
from poshtyar.catalog.operations import delete_service
from poshtyar.common.editing import ChangedMeanwhile
from poshtyar.common.errors import NotAllowed


@pytest.fixture
def training(catalog):
    """Live training, which no quote names."""
    return Service.objects.get(code="TRA")


def test_deletes_what_no_quote_names_and_records_what_it_was(training, changes, mina, now):
    delete_service(service=training, version=1, actor=mina, now=now)

    assert Service.objects.count() == 49
    [(kind, said)] = changes()
    assert (kind, said["coins"], said["group"]) == ("service_deleted", [25, None], ["advice", None])


def test_refuses_when_it_was_changed_meanwhile(training, mina, now):
    Service.objects.filter(pk=training.pk).update(version=2)

    with pytest.raises(ChangedMeanwhile):
        delete_service(service=training, version=1, actor=mina, now=now)

    assert Service.objects.count() == 50


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_refuses_everybody_but_a_manager(training, now, who, request):
    with pytest.raises(NotAllowed):
        delete_service(service=training, version=1, actor=request.getfixturevalue(who), now=now)

    assert Service.objects.count() == 50
