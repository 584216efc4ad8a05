"""After a test with real transactions …"""

import pytest
from django.apps import apps
from django.db import connection

from poshtyar.quotes.tests import world
from poshtyar.wallet import triggers
from tests.emptied import MADE_BY_MIGRATIONS, delete_every_row

pytestmark = pytest.mark.django_db(transaction=True)


def tables_with_rows() -> set[str]:
    return {model._meta.db_table for model in apps.get_models(include_auto_created=True) if model.objects.exists()}


@pytest.fixture
def approved(organization, alice, agnes, now):
    """Coins that were given and set aside."""
    world.give_coins(organization, 50, now=now)
    quote = world.announce(world.make_ticket(organization, alice, now=now), actor=agnes, now=now)
    return world.approve(quote, actor=alice, now=now)


def test_no_row_is_left_of_people(store):
    assert {"accounts_user", "accounts_membership", "accounts_store"} <= tables_with_rows()

    delete_every_row()

    assert tables_with_rows() == MADE_BY_MIGRATIONS


@pytest.mark.parametrize("are_guards_gone", [False, True])
def test_no_row_is_left_of_coins_and_the_ledger_is_guarded(are_guards_gone, approved):
    if are_guards_gone:
        triggers.drop(connection)
    assert {"wallet_lot", "wallet_entry", "wallet_movement", "wallet_hold"} <= tables_with_rows()

    delete_every_row()

    assert tables_with_rows() == MADE_BY_MIGRATIONS
    assert triggers.problems(connection) == []


def test_guards_that_were_taken_away_stand_again():
    triggers.drop(connection)

    delete_every_row()

    assert triggers.problems(connection) == []
