"""add_store, change_store, archive_store and restore_store …"""

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


def test_refuses_strangers_and_staff(organization, store, charlie, mina, now):
    for person in (charlie, mina):
        for act in (
            lambda who: accounts.add_store(organization=organization, facts=FACTS, actor=who, now=now),
            lambda who: accounts.change_store(store=store, facts=FACTS, actor=who, now=now),
            lambda who: accounts.archive_store(store=store, actor=who, now=now),
            lambda who: accounts.restore_store(store=store, actor=who, now=now),
        ):
            with pytest.raises(NotAllowed):
                act(person)

    assert Store.objects.get().name == "Alice's shop"


def test_changes_what_is_known(store, bob, now):
    accounts.change_store(store=store, facts=FACTS, actor=bob, now=now)

    assert Store.objects.values_list("name", "url", "version", "theme").get() == (
        "Tea",
        "https://tea.example.com",
        "9.0.2",
        "",
    )


def test_archives_once_and_restores_once(store, alice, now):
    for _ in range(2):
        accounts.archive_store(store=store, actor=alice, now=now)
    assert not Store.objects.in_use().exists()
    for _ in range(2):
        accounts.restore_store(store=store, actor=alice, now=now)

    assert Store.objects.in_use().get() == store
    assert list(Event.objects.order_by("id").values_list("kind", flat=True)) == [
        "accounts.store_archived",
        "accounts.store_restored",
    ]


def test_stops_at_two_hundred(organization, alice, now):
    Store.objects.bulk_create(
        Store(organization=organization, name=str(n), url="https://x.example") for n in range(200)
    )

    with pytest.raises(accounts.TooManyStores, match="200"):
        accounts.add_store(organization=organization, facts=FACTS, actor=alice, now=now)
