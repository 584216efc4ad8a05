"""change_store …"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import Store
from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from tests.race import race

CHANGES = {"name": "Tea", "url": "https://tea.example.com", "version": "9.0.2"}


def test_changes_what_is_known(store, bob, now):
    accounts.change_store(store=store, changes=CHANGES, actor=bob, now=now)

    assert Store.objects.values_list("name", "url", "version", "theme").get() == (
        "Tea",
        "https://tea.example.com",
        "9.0.2",
        "",
    )


def test_leaves_what_is_not_changed_as_it_is(store, bob, now):
    accounts.change_store(store=store, changes=CHANGES, actor=bob, now=now)

    # The object is as old as another window.
    accounts.change_store(store=store, changes={"theme": "Warehouse"}, actor=bob, now=now)

    kept = Store.objects.get()
    assert (kept.name, kept.version, kept.theme) == ("Tea", "9.0.2", "Warehouse")


@pytest.mark.parametrize("who", ["charlie", "mina"])
def test_refuses_strangers_and_staff(store, who, request, now):
    with pytest.raises(NotAllowed):
        accounts.change_store(store=store, changes=CHANGES, actor=request.getfixturevalue(who), now=now)

    assert Store.objects.get().name == "Alice's shop"


def test_says_nothing_new_when_the_form_is_sent_twice(store, bob, now):
    accounts.change_store(store=store, changes=CHANGES, actor=bob, now=now)

    with CaptureQueriesContext(connection) as queries:
        accounts.change_store(store=store, changes=CHANGES, actor=bob, now=now)

    assert [query["sql"] for query in queries if query["sql"].startswith(("UPDATE", "INSERT"))] == []
    assert Event.objects.filter(kind="accounts.store_changed").count() == 1


@pytest.mark.django_db(transaction=True)
def test_records_one_change_when_the_form_is_sent_twice_at_once(store, bob, now):
    race(2, lambda _: accounts.change_store(store=store, changes=CHANGES, actor=bob, now=now))

    assert Event.objects.filter(kind="accounts.store_changed").count() == 1
