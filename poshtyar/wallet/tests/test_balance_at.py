"""balance_at …"""

from datetime import timedelta
from time import process_time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils.translation import override

from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries
from poshtyar.wallet.models import Entry, Movement
from poshtyar.wallet.tests.coins import at, buy, capture, charge_back, hold, unguarded
from poshtyar.wallet.tests.history import History, seeds
from tests import factories
from tests.factories import NOW

SOON = at(NOW, 60)


def test_is_nothing_before_the_first_purchase(organization, now):
    proof = queries.balance_at(organization, now)

    assert (proof.available, proof.held, proof.debt, proof.lots, proof.lines) == (0, 0, 0, (), ())


def test_tells_the_balance_of_each_past_moment(organization, now):
    buy(organization, 300)
    hold(organization, 50, now=at(now, 10))
    capture(35, now=at(now, 20))

    seen = [queries.balance_at(organization, at(now, n)) for n in (-1, 0, 9, 10, 19, 20)]

    assert [(proof.available, proof.held) for proof in seen] == [
        (0, 0),
        (300, 0),
        (300, 0),
        (250, 50),
        (250, 50),
        (265, 0),
    ]


def test_names_the_movements_that_make_it(organization, now):
    lot = buy(organization, 300)
    hold(organization, 50, now=at(now, 10))
    capture(35, now=at(now, 20))

    proof = queries.balance_at(organization, at(now, 20))

    assert [(line.seq, line.kind, line.src, line.dst, line.coins, line.free_after) for line in proof.lines] == [
        (1, "purchase", "issued", "available", 300, 300),
        (2, "hold", "available", "held", 50, 250),
        (3, "capture", "held", "captured", 35, 250),
        (3, "capture", "held", "available", 15, 265),
    ]
    with override("en"):
        assert [line.names[0] for line in proof.lines] == ["Bought", "Set aside", "Used", "Released"]
    assert {line.lot_id for line in proof.lines} == {lot.pk}
    assert [(each.available, each.held, each.captured) for each in proof.lots] == [(265, 0, 35)]


@pytest.mark.parametrize("swept", [True, False])
def test_b2_counts_coins_as_gone_from_their_end_on(organization, swept):
    buy(organization, 30, expires_at=SOON)
    hold(organization, 10)
    if swept:
        wallet.expire_lots(organization=organization, now=at(SOON, 90))

    before, after = queries.balance_at(organization, at(SOON, -1)), queries.balance_at(organization, SOON)

    assert (before.available, before.held) == (20, 10)
    assert (after.available, after.held, after.lots[0].dead) == (0, 10, 20)
    assert (before.lots[0].gone, after.lots[0].gone) == (0, 20)


def test_tells_what_was_owed(organization, mina, now):
    buy(organization, 30)
    hold(organization, 20)
    capture(20)
    charge_back(organization, actor=mina, now=at(now, 10))
    buy(organization, 15, reference="order:2", now=at(now, 20))

    assert [queries.balance_at(organization, at(now, n)).debt for n in (9, 10, 20)] == [0, 20, 5]


def test_shows_the_movements_of_that_organization_only(organization, charlie, now):
    buy(charlie.memberships.get().organization, 300)

    assert queries.balance_at(organization, now).lines == ()


@pytest.mark.parametrize("seed", seeds(4))
def test_r24_agrees_with_the_balance_that_was_shown(alice, mina, now, seed):
    """R24: what the page showed at a moment is what the proof says of that moment, however the coins went on."""
    organization = factories.make_organization(alice, f"History {seed}")
    life, shown = History(organization, mina, seed=seed, start=now), []
    for _ in range(12):
        moment = life.run(4) + timedelta(hours=1)
        life.moment = moment + timedelta(hours=1)
        shown.append((moment, queries.balance_of(organization, moment)))

    proofs = [(queries.balance_at(organization, moment), balance) for moment, balance in shown]

    assert all((p.available, p.held, p.debt) == (b.available, b.held, b.debt) for p, b in proofs)


def test_takes_the_same_statements_for_any_number_of_movements(organization, now, django_assert_num_queries):
    buy(organization, 300)
    for number in range(3):
        hold(organization, 10, reference=f"work:{number}")

    with django_assert_num_queries(4):
        queries.balance_at(organization, now)


@pytest.fixture
def long_life(organization, now):
    """A wallet with ten thousand entries, of which no statistics tell."""
    lot = buy(organization, 20_000)
    facts = {"wallet": lot.wallet, "kind": "expire", "request_hash": "", "booked_at": now, "total": 1}
    # Without the counting trigger: ten thousand updates of one row in one transaction take PostgreSQL minutes.
    with unguarded():
        entries = Entry.objects.bulk_create(
            Entry(seq=n, idempotency_key=f"made:{n}", **facts) for n in range(2, 10_002)
        )
        Movement.objects.bulk_create(
            Movement(entry=entry, line=1, lot=lot, src="available", dst="revoked", amount=1) for entry in entries
        )
    return organization


def test_takes_less_than_a_second_at_ten_thousand_entries(long_life, now):
    began = process_time()
    proof = queries.balance_at(long_life, now)

    assert process_time() - began < 1
    assert (proof.available, len(proof.lines)) == (10_000, 10_001)


@pytest.mark.postgres
def test_looks_at_each_row_once_by_the_worst_plan_that_there_is(long_life, now):
    with CaptureQueriesContext(connection) as asked:
        queries.balance_at(long_life, now)

    with connection.cursor() as cursor:
        for way in ("indexscan", "bitmapscan", "hashjoin", "mergejoin", "material", "memoize"):
            cursor.execute(f"SET LOCAL enable_{way} = off")
        for query in asked.captured_queries:
            cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {query['sql']}")
            assert max(_rows_looked_at(cursor.fetchone()[0][0]["Plan"])) <= 10_001, query["sql"]


def _rows_looked_at(plan):
    """Yield how many rows each step of a plan has seen, over all its rounds."""
    left_out = sum(plan.get(f"Rows Removed by {why}", 0) for why in ("Filter", "Join Filter"))
    yield plan["Actual Loops"] * (plan["Actual Rows"] + left_out)
    for step in plan.get("Plans", ()):
        yield from _rows_looked_at(step)
