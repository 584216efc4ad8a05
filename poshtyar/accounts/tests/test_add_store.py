"""add_store …"""

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import Store
from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event

FACTS = accounts.StoreFacts(name="Tea", url="https://tea.example.com", version="9.0.2")


def test_adds_a_store_for_every_member(organization, alice, bob, charlie, now):
    store = accounts.add_store(organization=organization, facts=FACTS, actor=bob, now=now)

    assert (store.organization, store.name, store.version) == (organization, "Tea", "9.0.2")
    assert list(Store.objects.visible_to(alice)) == [store]
    assert not Store.objects.visible_to(charlie).exists()
    assert Event.objects.get().kind == "accounts.store_added"


def test_adds_one_for_two_clicks(organization, alice, now):
    first = accounts.add_store(organization=organization, facts=FACTS, actor=alice, now=now)

    assert accounts.add_store(organization=organization, facts=FACTS, actor=alice, now=now) == first


@pytest.mark.parametrize("who", ["charlie", "mina"])
def test_refuses_strangers_and_staff(organization, who, request, now):
    with pytest.raises(NotAllowed):
        accounts.add_store(organization=organization, facts=FACTS, actor=request.getfixturevalue(who), now=now)

    assert not Store.objects.exists()


def test_stops_at_two_hundred(organization, alice, now):
    Store.objects.bulk_create(
        Store(organization=organization, name=str(n), url="https://x.example") for n in range(200)
    )

    with pytest.raises(accounts.TooManyStores, match="۲۰۰"):
        accounts.add_store(organization=organization, facts=FACTS, actor=alice, now=now)
