"""charge_back …"""

import pytest
from django.db import IntegrityError

from poshtyar.common.errors import IdempotencyConflict, NotAllowed
from poshtyar.events.models import Event
from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries
from poshtyar.wallet.models import Entry, Lot
from poshtyar.wallet.tests.coins import (
    adjust,
    at,
    broken_invariants,
    buy,
    capture,
    charge_back,
    counters,
    debt_of,
    extend,
    gift,
    hold,
    journal,
    refund,
    release,
    win,
)
from poshtyar.wallet.tests.history import DAY
from tests.race import race


def test_takes_free_coins_back_and_lets_used_ones_be_owed(organization, mina):
    lot = buy(organization, 300)
    hold(organization, 50)
    capture(50)

    entry = charge_back(organization, actor=mina)

    assert counters(lot) == (0, 0, 50, 0, 250)
    assert lot.disputed
    assert debt_of(organization) == (50, [(50, "order:1")])
    assert (entry.kind, entry.total, entry.reason, entry.actor) == ("chargeback", 250, "The bank's letter", mina)
    assert entry.reverses == lot.movements.get(src="issued").entry


def test_records_what_was_taken_and_is_owed(organization, mina):
    buy(organization, 300)
    gift(organization, 5, actor=mina, expires_at=None)
    hold(organization, 50)
    capture(50)

    charge_back(organization, actor=mina)

    event = Event.objects.get(kind="wallet.purchase_charged_back")
    assert (event.organization, event.actor) == (organization, mina)
    assert event.data == {"coins": 250, "owed": 50, "free": 5, "reason": "The bank's letter", "entry": 5}


@pytest.mark.parametrize(
    ("settle", "there", "owed"),
    [
        (lambda: capture(50), (0, 0, 50, 0, 250), 50),
        (lambda: capture(20), (0, 0, 20, 0, 280), 20),
        (release, (0, 0, 0, 0, 300), 0),
    ],
)
def test_decides_about_coins_set_aside_when_their_work_ends(organization, mina, settle, there, owed):
    lot = buy(organization, 300)
    hold(organization, 50)
    charge_back(organization, actor=mina)
    before = (counters(lot), debt_of(organization))

    settle()

    assert before == ((0, 50, 0, 0, 250), (0, []))
    assert (counters(lot), debt_of(organization)[0]) == (there, owed)


def test_owes_what_had_repaid_another_debt(organization, mina):
    """The first purchase was used and taken back; the second repaid it and is taken back too."""
    buy(organization, 30)
    hold(organization, 30)
    capture(30)
    charge_back(organization, actor=mina)
    second = buy(organization, 40, reference="order:2")

    charge_back(organization, actor=mina, reference="order:2", dispute="d-2")

    assert counters(second) == (0, 0, 30, 0, 10)
    assert debt_of(organization) == (30, [(30, "order:1"), (-30, "order:2"), (30, "order:2")])


def test_leaves_what_was_refunded_before(organization, mina):
    lot = buy(organization, 300)
    refund(organization, 100, actor=mina)

    charge_back(organization, actor=mina)

    assert counters(lot) == (0, 0, 0, 0, 300)
    assert journal(organization)[-1] == ("chargeback", [("available", "revoked", 200)])


def test_books_a_dispute_of_a_purchase_that_is_all_gone(organization, mina, now):
    lot = buy(organization, 300, expires_at=at(now, 60))

    entry = charge_back(organization, actor=mina, now=at(now, 60))

    assert (counters(lot), debt_of(organization)) == ((0, 0, 0, 300, 0), (0, []))
    assert (entry.total, entry.movements.count()) == (0, 0)


def test_leaves_other_purchases_alone(organization, mina):
    buy(organization, 300)
    other = buy(organization, 300, reference="order:2")

    charge_back(organization, actor=mina)

    assert counters(other) == (300, 0, 0, 0, 0)
    assert not other.disputed


def test_takes_and_lets_be_owed_what_got_a_later_date_too(organization, mina, now):
    lot = buy(organization, 300)
    hold(organization, 30)
    capture(30)
    extend(organization, lot, lot.expires_at + DAY, actor=mina)
    once = Lot.objects.get(continues=lot)
    hold(organization, 50, reference="quote-version:2")
    capture(20, reference="quote-version:2")
    hold(organization, 10, reference="quote-version:3")
    extend(organization, once, once.expires_at + DAY, actor=mina, key="form-2")
    twice = Lot.objects.get(continues=lot, available__gt=0)

    entry = charge_back(organization, actor=mina)

    assert (counters(lot), counters(once)) == ((0, 0, 30, 0, 270), (0, 10, 20, 0, 240))
    assert counters(twice) == (0, 0, 0, 0, 240)
    assert (lot.disputed, once.disputed, twice.disputed) == (True, True, True)
    assert debt_of(organization)[0] == 50
    assert queries.coins_moved(entry) == 240 + 50 + 10
    assert queries.balance_of(organization, now).available == 0
    release(reference="quote-version:3")
    assert counters(once) == (0, 0, 20, 0, 250)
    assert broken_invariants() == []


def test_books_a_dispute_once_when_called_twice(organization, mina, now):
    lot = buy(organization, 300)

    assert charge_back(organization, actor=mina) == charge_back(organization, actor=mina, now=at(now, 60))
    assert counters(lot) == (0, 0, 0, 0, 300)


def test_refuses_the_same_dispute_of_another_purchase(organization, mina):
    buy(organization, 300)
    other = buy(organization, 300, reference="order:2")
    charge_back(organization, actor=mina)

    with pytest.raises(IdempotencyConflict):
        charge_back(organization, actor=mina, reference="order:2")

    assert counters(other) == (300, 0, 0, 0, 0)


@pytest.mark.parametrize("won", [False, True])
def test_refuses_a_second_dispute_of_a_purchase(organization, mina, won):
    lot = buy(organization, 300)
    charge_back(organization, actor=mina)
    if won:
        win(organization, actor=mina)

    with pytest.raises(wallet.AlreadyDisputed):
        charge_back(organization, actor=mina, dispute="d-2")

    assert counters(lot) == (0, 0, 0, 0, 300)


def test_the_database_refuses_a_second_dispute_too(organization, mina, now):
    buy(organization, 300)
    entry = charge_back(organization, actor=mina)
    entry.pk, entry.seq, entry.idempotency_key = None, 3, "dispute:d-2"

    with pytest.raises(IntegrityError):
        entry.save(force_insert=True)


@pytest.mark.parametrize("who", ["alice", "agnes", "leo"])
def test_is_a_managers_act(organization, who, request):
    lot = buy(organization, 300)

    with pytest.raises(NotAllowed):
        charge_back(organization, actor=request.getfixturevalue(who))

    assert counters(lot) == (300, 0, 0, 0, 0)


def test_needs_a_reason(organization, mina):
    buy(organization, 300)

    with pytest.raises(wallet.ReasonMissing):
        charge_back(organization, actor=mina, reason="")


def test_knows_purchases_of_this_organization_only(organization, charlie, mina):
    lot = buy(organization, 300)

    with pytest.raises(Lot.DoesNotExist):
        charge_back(charlie.memberships.get().organization, actor=mina)

    assert counters(lot) == (300, 0, 0, 0, 0)


def test_b12_lets_the_debt_be_paid_before_more_is_set_aside(organization, mina, now):
    """The missing number includes the debt, and the next purchase repays it first."""
    buy(organization, 30)
    hold(organization, 30)
    capture(30)
    charge_back(organization, actor=mina)

    assert queries.missing_coins(queries.balance_of(organization, now), 10) == 40
    buy(organization, 39, reference="order:2")
    assert queries.missing_coins(queries.balance_of(organization, now), 10) == 1
    assert debt_of(organization)[0] == 0


def test_takes_nothing_that_was_taken_by_hand(organization, mina):
    lot = buy(organization, 300)
    adjust(organization, -100, actor=mina)

    charge_back(organization, actor=mina)

    assert journal(organization)[-1] == ("chargeback", [("available", "revoked", 200)])
    assert counters(lot) == (0, 0, 0, 0, 300)


@pytest.mark.django_db(transaction=True)
def test_of_many_at_once_one_books_the_dispute(organization, mina):
    lot = buy(organization, 300)
    hold(organization, 50)
    capture(50)

    entries = race(4, lambda _: charge_back(organization, actor=mina))

    assert len(set(entries)) == 1
    assert (counters(lot), debt_of(organization)[0]) == ((0, 0, 50, 0, 250), 50)


@pytest.mark.django_db(transaction=True)
def test_while_work_is_delivered_nothing_is_lost_between_the_two(organization, mina):
    """Whichever comes first: what was used is owed, and nothing is left."""
    lot = buy(organization, 300)
    hold(organization, 50)

    race(2, lambda worker: capture(30) if worker else charge_back(organization, actor=mina))

    assert (counters(lot), debt_of(organization)[0]) == ((0, 0, 30, 0, 270), 30)
    assert Entry.objects.count() == 4
