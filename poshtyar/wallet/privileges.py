"""What the role that serves the site may do with the tables, on PostgreSQL (docs/ledger.md, section 5).

The triggers refuse to change a ledger row, but the tables' owner can drop a trigger. A role that owns nothing cannot,
and is refused by the server before any trigger is asked. Migrations stay the owner's.
"""

from django.db.backends.base.base import BaseDatabaseWrapper

from poshtyar.events.models import Event
from poshtyar.wallet.triggers import APPEND_ONLY

FACTS = (*APPEND_ONLY, Event._meta.db_table)
# The counting trigger writes as the role whose movement it counts; everything else of a lot is frozen.
COUNTERS = ("issued", "available", "held", "captured", "expired", "revoked", "disputed")
GRANTS = (
    "GRANT USAGE ON SCHEMA public TO {role}",
    "GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {role}",
    "GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {role}",
    "REVOKE TRUNCATE, TRIGGER ON ALL TABLES IN SCHEMA public FROM {role}",
    "REVOKE INSERT, UPDATE, DELETE ON django_migrations FROM {role}",
)


def grant(connection: BaseDatabaseWrapper, role: str) -> None:  # pragma: no cover (PostgreSQL)
    """Give a role what the site needs, and take the rest; the same again changes nothing."""
    quoted = connection.ops.quote_name
    name = quoted(role)
    statements = [text.format(role=name) for text in GRANTS]
    statements += [f"REVOKE UPDATE, DELETE ON {quoted(table)} FROM {name}" for table in (*FACTS, "wallet_lot")]
    statements.append(f"GRANT UPDATE ({', '.join(COUNTERS)}) ON wallet_lot TO {name}")
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, None)


def powers(connection: BaseDatabaseWrapper, role: str) -> list[str]:  # pragma: no cover (PostgreSQL)
    """Return what a role may do that would change the past, as "UPDATE wallet_entry", whoever granted it."""
    wanted = [("UPDATE", table) for table in FACTS]
    wanted += [(power, table) for table in (*FACTS, "wallet_lot") for power in ("DELETE", "TRUNCATE", "TRIGGER")]
    found = []
    with connection.cursor() as cursor:
        for power, table in wanted:
            cursor.execute("SELECT has_table_privilege(%s, %s, %s)", [role, table, power])
            found += [f"{power} {table}"] * cursor.fetchone()[0]
    return found
