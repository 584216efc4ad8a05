"""The ledger's guards …"""

import asyncio

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.management.sql import emit_post_migrate_signal, emit_pre_migrate_signal
from django.db import IntegrityError, connection, models, transaction

from poshtyar.common.start import demand_sound_start
from poshtyar.wallet import checks, triggers
from poshtyar.wallet.models import DebtLine, Entry, Hold, Lot, Movement
from poshtyar.wallet.operations import capture_hold
from poshtyar.wallet.tests.coins import buy, capture, charge_back, counters, hold

postgres_only = pytest.mark.skipif(connection.vendor != "postgresql", reason="SQLite has no TRUNCATE")


@pytest.fixture
def lot(organization):
    lot = buy(organization, 300)
    hold(organization, 50)
    return lot


def test_stand_and_are_ours(db):
    assert triggers.problems(connection) == []
    assert checks.check_ledger_database(databases=["default"]) == []
    demand_sound_start()


@pytest.mark.parametrize("model", [Entry, Movement, Hold, Lot])
def test_refuse_a_delete(lot, model):
    rows = model.objects.count()

    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.all()._raw_delete("default")

    assert model.objects.count() == rows > 0


@pytest.mark.parametrize(
    ("model", "change"),
    [
        (Entry, {"reason": "another"}),
        (Movement, {"amount": 1}),
        (Hold, {"fee": 0}),
        (Lot, {"amount": 1_000}),
        (Lot, {"expires_at": None}),
        (Lot, {"price_rial": 1}),
        (Lot, {"reference": "order:2"}),
        (Lot, {"continues": None}),
    ],
)
def test_refuse_a_change(lot, model, change):
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.update(**change)


def test_refuse_a_change_and_a_delete_of_what_is_owed(lot, organization, mina):
    capture(50)
    charge_back(organization, actor=mina)

    for forbidden in (lambda rows: rows.update(delta=1), lambda rows: rows._raw_delete("default")):
        with pytest.raises(IntegrityError), transaction.atomic():
            forbidden(DebtLine.objects.all())

    assert DebtLine.objects.get().delta == 50


@postgres_only
@pytest.mark.parametrize("table", [*triggers.APPEND_ONLY, "wallet_lot", "wallet_wallet"])
def test_refuse_to_empty_a_table(lot, table):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"TRUNCATE {table} CASCADE", None)


def test_let_a_lot_become_disputed(lot):
    Lot.objects.update(disputed=True)

    lot.refresh_from_db()
    assert lot.disputed


def test_abort_a_movement_of_coins_that_are_not_there(lot):
    entry = Entry.objects.get(kind="hold")

    with pytest.raises(IntegrityError), transaction.atomic():
        Movement.objects.create(entry=entry, line=2, lot=lot, hold=entry.hold, src="available", dst="held", amount=251)

    assert counters(lot) == (250, 50, 0, 0, 0)


@pytest.mark.parametrize(("src", "dst"), [("expired", "available"), ("revoked", "available"), ("captured", "held")])
def test_abort_a_movement_that_is_no_move(lot, src, dst):
    entry = Entry.objects.get(kind="hold")

    with pytest.raises(IntegrityError), transaction.atomic():
        Movement.objects.create(entry=entry, line=2, lot=lot, hold=None, src=src, dst=dst, amount=1)


def test_are_missed_when_dropped_or_changed(db):
    with transaction.atomic():
        with connection.cursor() as cursor:
            on = " ON wallet_movement" if connection.vendor == "postgresql" else ""
            cursor.execute(f"DROP TRIGGER wallet_count{on}", None)

        assert triggers.problems(connection) == ["wallet_count"]
        assert [warning.id for warning in checks.check_ledger_database(databases=["default"])] == ["wallet.W001"]
        with pytest.raises(ImproperlyConfigured, match="wallet_count"):
            demand_sound_start()
        triggers.install(connection)

    assert triggers.problems(connection) == []


@postgres_only
def test_are_missed_when_switched_off_or_emptied(db):
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE wallet_entry DISABLE TRIGGER wallet_entry_append_only", None)
        cursor.execute(
            "CREATE OR REPLACE FUNCTION wallet_count() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NULL; END$$",
            None,
        )

    assert triggers.problems(connection) == ["wallet_count()", "wallet_entry_append_only"]


@pytest.mark.django_db(transaction=True)
def test_survive_a_rebuild_of_the_lots(organization):
    """On SQLite a changed column rebuilds the table, which loses its triggers; migrations must not."""
    lot = buy(organization, 300)
    hold(organization, 50)
    old = Lot._meta.get_field("label_en")
    wider = models.CharField(max_length=200)
    wider.set_attributes_from_name("label_en")
    wider.model = Lot

    for before, after in [(old, wider), (wider, old)]:
        emit_pre_migrate_signal(verbosity=0, interactive=False, db="default")
        with connection.schema_editor() as editor:
            editor.alter_field(Lot, before, after)
        emit_post_migrate_signal(verbosity=0, interactive=False, db="default")

    assert triggers.problems(connection) == []
    capture_hold(reference="quote-version:1", coins=20, actor=None, now=lot.credited_at)
    assert counters(lot) == (280, 0, 20, 0, 0)
    with pytest.raises(IntegrityError):
        Lot.objects.update(amount=1)


def test_wait_for_their_tables(db, monkeypatch):
    """`migrate wallet zero` and a new database have nothing to guard."""
    monkeypatch.setattr(connection.introspection, "table_names", lambda: [])

    triggers.install(connection)

    assert triggers.problems(connection) == []


@pytest.mark.django_db(transaction=True)
def test_are_demanded_before_a_page_is_served(settings):
    """The server says why it stops; an exception alone would let uvicorn go on without its start."""
    from config.asgi import application

    settings.JOBS_ENGINE = "worker"
    sent, incoming = [], iter([{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}])

    async def receive():
        return next(incoming)

    async def send(message):
        sent.append(message)

    triggers.drop(connection)
    asyncio.run(application({"type": "lifespan"}, receive, send))

    [refusal] = sent
    assert refusal["type"] == "lifespan.startup.failed"
    assert "manage.py migrate" in refusal["message"]
