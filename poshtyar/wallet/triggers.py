"""The ledger's triggers: one keeps the lots' counters, the others refuse to change what is written.

SQLite loses a table's triggers whenever a migration rebuilds it, and with the counting trigger present a rebuild of
the lots even fails; so they are dropped before every `migrate` and installed after it, from this text, on both
databases. `problems` compares what stands in the database with this text, trigger by trigger.
"""

from collections.abc import Mapping

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = ("wallet_entry", "wallet_movement", "wallet_hold", "wallet_debtline")
FROZEN_LOT_COLUMNS = (
    "wallet_id, reference, label_fa, label_en, price_rial, kind, rank, amount, credited_at, expires_at, continues_id"
)

# ruff: noqa: E501 (SQL)
# A comparison cast to integer is 0 or 1 on both databases, so one text serves both.
_SUMS = ["issued = issued + CAST(NEW.src = 'issued' AS integer) * NEW.amount"] + [
    f"{bucket} = {bucket} + (CAST(NEW.dst = '{bucket}' AS integer) - CAST(NEW.src = '{bucket}' AS integer)) * NEW.amount"
    for bucket in ("available", "held", "captured", "expired", "revoked")
]
_COUNT = f"UPDATE wallet_lot SET {', '.join(_SUMS)} WHERE id = NEW.lot_id;"  # noqa: S608 (constants)


def _sqlite() -> dict[str, str]:
    def guard(name: str, event: str) -> dict[str, str]:
        refuse = f"SELECT RAISE(ABORT, '{name}: ledger rows are never changed or deleted');"
        return {name: f"CREATE TRIGGER {name} BEFORE {event} BEGIN {refuse} END"}

    triggers = {"wallet_count": f"CREATE TRIGGER wallet_count AFTER INSERT ON wallet_movement BEGIN {_COUNT} END"}
    for table in APPEND_ONLY:
        triggers |= guard(f"{table}_no_update", f"UPDATE ON {table}")
        triggers |= guard(f"{table}_no_delete", f"DELETE ON {table}")
    triggers |= guard("wallet_lot_frozen", f"UPDATE OF {FROZEN_LOT_COLUMNS} ON wallet_lot")
    return triggers | guard("wallet_lot_no_delete", "DELETE ON wallet_lot")


# The texts are in the form in which PostgreSQL gives them back, so that they can be compared.
_FUNCTIONS = {
    "wallet_count": f"BEGIN {_COUNT} RETURN NULL; END",
    "wallet_refuse": (
        "BEGIN RAISE EXCEPTION '%: ledger rows are never changed or deleted', TG_NAME"
        " USING ERRCODE = 'integrity_constraint_violation'; END"
    ),
}


def _postgresql() -> dict[str, str]:  # pragma: no cover (PostgreSQL)
    def guard(name: str, event: str, each: str) -> dict[str, str]:
        return {name: f"CREATE TRIGGER {name} BEFORE {event} FOR EACH {each} EXECUTE FUNCTION wallet_refuse()"}

    triggers = {
        "wallet_count": "CREATE TRIGGER wallet_count AFTER INSERT ON wallet_movement"
        " FOR EACH ROW EXECUTE FUNCTION wallet_count()"
    }
    for table in APPEND_ONLY:
        triggers |= guard(f"{table}_append_only", f"DELETE OR UPDATE ON {table}", "ROW")
        triggers |= guard(f"{table}_no_truncate", f"TRUNCATE ON {table}", "STATEMENT")
    triggers |= guard("wallet_lot_frozen", f"DELETE OR UPDATE OF {FROZEN_LOT_COLUMNS} ON wallet_lot", "ROW")
    return triggers | guard("wallet_lot_no_truncate", "TRUNCATE ON wallet_lot", "STATEMENT")


def install(connection: BaseDatabaseWrapper) -> None:
    """Create every trigger anew, where the ledger's tables exist."""
    if not _has_tables(connection):
        return
    drop(connection)
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":  # pragma: no cover (PostgreSQL)
            for name, body in _FUNCTIONS.items():
                cursor.execute(
                    f"CREATE OR REPLACE FUNCTION {name}() RETURNS trigger LANGUAGE plpgsql AS $${body}$$", None
                )
        for sql in _wanted(connection).values():
            # Without parameters on purpose: with them `%` would be read as a placeholder.
            cursor.execute(sql, None)


def drop(connection: BaseDatabaseWrapper) -> None:
    """Remove every trigger of the ledger's tables, whatever its text."""
    with connection.cursor() as cursor:
        for name, (table, _) in _standing(connection).items():
            on = f" ON {table}" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER {name}{on}", None)


def problems(connection: BaseDatabaseWrapper) -> list[str]:
    """Return the names of triggers that are missing, different, switched off, or not ours."""
    if not _has_tables(connection):
        return []
    wanted: Mapping[str, str] = _wanted(connection)
    standing = {name: text for name, (_, text) in _standing(connection).items()}
    found = {name for name in wanted.keys() | standing.keys() if wanted.get(name) != standing.get(name)}
    if connection.vendor == "postgresql":  # pragma: no cover (PostgreSQL)
        with connection.cursor() as cursor:
            cursor.execute("SELECT proname, prosrc FROM pg_proc WHERE proname = ANY(%s)", [list(_FUNCTIONS)])
            bodies = dict(cursor.fetchall())
        found |= {f"{name}()" for name, body in _FUNCTIONS.items() if bodies.get(name) != body}
    return sorted(found)


def _wanted(connection: BaseDatabaseWrapper) -> dict[str, str]:
    return _postgresql() if connection.vendor == "postgresql" else _sqlite()


def _standing(connection: BaseDatabaseWrapper) -> dict[str, tuple[str, str]]:
    """Return the table and the text of each trigger that stands on the ledger's tables and is switched on."""
    if connection.vendor == "postgresql":  # pragma: no cover (PostgreSQL)
        sql = (
            "SELECT tgname, relname, CASE tgenabled WHEN 'O' THEN pg_get_triggerdef(t.oid, true) ELSE 'off' END"
            " FROM pg_trigger t JOIN pg_class c ON c.oid = tgrelid"
            r" WHERE relname LIKE 'wallet\_%' AND NOT tgisinternal AND pg_table_is_visible(c.oid)"
        )
    else:
        sql = (
            "SELECT name, tbl_name, sql FROM sqlite_master"
            r" WHERE type = 'trigger' AND tbl_name LIKE 'wallet\_%' ESCAPE '\'"
        )
    with connection.cursor() as cursor:
        cursor.execute(sql, None)
        return {name: (table, text) for name, table, text in cursor.fetchall()}


def _has_tables(connection: BaseDatabaseWrapper) -> bool:
    return "wallet_debtline" in connection.introspection.table_names()
