"""restore_store …"""

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import Store
from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event


def test_brings_it_back_once(store, bob, now):
    accounts.archive_store(store=store, actor=bob, now=now)

    for _ in range(2):
        accounts.restore_store(store=store, actor=bob, now=now)

    assert Store.objects.in_use().get() == store
    assert [event.kind for event in Event.objects.order_by("pk")] == [
        "accounts.store_archived",
        "accounts.store_restored",
    ]


@pytest.mark.parametrize("who", ["charlie", "mina"])
def test_refuses_strangers_and_staff(store, who, request, now):
    with pytest.raises(NotAllowed):
        accounts.restore_store(store=store, actor=request.getfixturevalue(who), now=now)

    assert Store.objects.get().name == "Alice's shop"
