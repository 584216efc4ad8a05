"""A role that serves the site and cannot change what the ledger says (R15)."""

from contextlib import contextmanager

import pytest
from django.core.management import call_command
from django.core.management.base import CommandError
from django.db import DatabaseError, connection, transaction

from poshtyar.wallet import privileges
from poshtyar.wallet.queries import balance_of
from poshtyar.wallet.tests.coins import NOW, buy, hold

ROLE = "poshtyar_site_of_a_test"


def test_says_that_sqlite_knows_no_roles(db, monkeypatch):
    monkeypatch.setattr(connection, "vendor", "sqlite")

    with pytest.raises(CommandError, match="SQLite knows no roles"):
        call_command("grant_role", ROLE)


class TestOnPostgreSQL:
    pytestmark = [pytest.mark.postgres, pytest.mark.django_db]

    @pytest.fixture(autouse=True)
    def role(self):
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE ROLE {ROLE}", None)
        call_command("grant_role", ROLE)

    @contextmanager
    def acting(self):
        """Act as the role, and as the owner again afterwards."""
        with connection.cursor() as cursor:
            cursor.execute(f"SET ROLE {ROLE}", None)
            try:
                yield cursor
            finally:
                cursor.execute("RESET ROLE", None)

    def test_the_role_buys_holds_and_uses_coins(self, organization):
        with self.acting():
            buy(organization, 300)
            hold(organization, 50)
            assert balance_of(organization, NOW).available == 250

    @pytest.mark.parametrize(
        "statement",
        [
            "UPDATE wallet_entry SET reason = 'another'",
            "UPDATE wallet_lot SET amount = 1000",
            "DELETE FROM wallet_movement",
            "DELETE FROM wallet_lot",
            "UPDATE events_event SET kind = 'x'",
            "TRUNCATE accounts_user CASCADE",
            "DROP TRIGGER wallet_entry_append_only ON wallet_entry",
            "ALTER TABLE wallet_entry DISABLE TRIGGER ALL",
            "CREATE OR REPLACE FUNCTION wallet_count() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$",
            "DELETE FROM django_migrations",
        ],
    )
    def test_r15_the_server_refuses_the_role(self, statement):
        refused = pytest.raises(DatabaseError, match=r"permission denied|must be owner")
        with self.acting() as cursor, refused, transaction.atomic():
            cursor.execute(statement, None)

    def test_the_same_again_changes_nothing(self):
        call_command("grant_role", ROLE)

        assert privileges.powers(connection, ROLE) == []

    def test_names_the_powers_that_somebody_else_gave(self):
        with connection.cursor() as cursor:
            cursor.execute("GRANT TRUNCATE ON wallet_entry TO PUBLIC", None)

        with pytest.raises(CommandError, match="TRUNCATE wallet_entry"):
            call_command("grant_role", ROLE)
