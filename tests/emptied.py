"""Empty tables, after a test whose transactions were real.

Django truncates every table and makes the content types again, which takes longer than most of these tests.
"""

from django.db import connection, transaction

from poshtyar.wallet import triggers

# Made by migrations and changed by no test; whoever empties these has to make them again.
MADE_BY_MIGRATIONS = {"django_content_type", "auth_permission"}


def delete_every_row() -> None:
    """Delete what stands in the tables; lift the ledger's guards for it if need be, and leave them standing."""
    with connection.cursor() as cursor:
        filled = filled_tables(cursor)
        if filled & {*triggers.APPEND_ONLY, "wallet_lot"}:
            triggers.drop(connection)
        try:
            # The references between them are looked at in the end, when nothing is left to refer to.
            with transaction.atomic():
                for table in sorted(filled):
                    cursor.execute(f"DELETE FROM {connection.ops.quote_name(table)}")  # noqa: S608 (our own tables)
        finally:
            # The test may have taken them away, too.
            if triggers.problems(connection):
                triggers.install(connection)


def filled_tables(cursor) -> set[str]:
    """Return the names of our models' tables in which a row stands."""
    tables = connection.introspection.django_table_names(only_existing=True, include_views=False)
    asked = [
        f"SELECT '{table}' WHERE EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})"  # noqa: S608 (our own tables)
        for table in sorted(set(tables) - MADE_BY_MIGRATIONS)
    ]
    cursor.execute(" UNION ALL ".join(asked))
    return {table for (table,) in cursor.fetchall()}
