"""change_store …"""

import pytest

from poshtyar.accounts import operations as accounts
from poshtyar.accounts.models import Store
from poshtyar.common.errors import NotAllowed

FACTS = accounts.StoreFacts(name="Tea", url="https://tea.example.com", version="9.0.2")


def test_changes_what_is_known(store, bob, now):
    accounts.change_store(store=store, facts=FACTS, actor=bob, now=now)

    assert Store.objects.values_list("name", "url", "version", "theme").get() == (
        "Tea",
        "https://tea.example.com",
        "9.0.2",
        "",
    )


@pytest.mark.parametrize("who", ["charlie", "mina"])
def test_refuses_strangers_and_staff(store, who, request, now):
    with pytest.raises(NotAllowed):
        accounts.change_store(store=store, facts=FACTS, actor=request.getfixturevalue(who), now=now)

    assert Store.objects.get().name == "Alice's shop"
