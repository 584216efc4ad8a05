"""archive_store …"""

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import Store
from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event


def test_puts_it_away_once(store, bob, now):
    for _ in range(2):
        accounts.archive_store(store=store, actor=bob, now=now)

    assert not Store.objects.in_use().exists()
    assert [event.kind for event in Event.objects.all()] == ["accounts.store_archived"]


@pytest.mark.parametrize("who", ["charlie", "mina"])
def test_refuses_strangers_and_staff(store, who, request, now):
    with pytest.raises(NotAllowed):
        accounts.archive_store(store=store, actor=request.getfixturevalue(who), now=now)

    assert Store.objects.get().name == "Alice's shop"
