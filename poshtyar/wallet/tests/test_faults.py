"""R1: whichever statement of an operation fails, …"""

import pytest
from django.db import OperationalError, connection

from poshtyar.events.models import Event
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.models import DebtLine, Entry, Hold, Lot, Movement, Wallet
from poshtyar.wallet.queries import invariants
from poshtyar.wallet.tests.coins import (
    YEAR,
    adjust,
    at,
    buy,
    capture,
    charge_back,
    extend,
    gift,
    hold,
    refund,
    release,
    undo,
    win,
)
from tests.factories import NOW

LATER = at(NOW, 60)
NEW_LOT = {"coins": 40, "label_fa": "تازه", "label_en": "New", "expires_at": None, "now": LATER}

# Each runs on 300 coins, 20 more that die at LATER with 15 of them set aside, 30 of another purchase that were used,
# and a debt of 7 for a disputed purchase.
OPERATIONS = {
    "credit_purchase": lambda organization, actor: wallet.credit_purchase(
        **NEW_LOT, organization=organization, reference="order:9", price_rial=1, actor=None
    ),
    "credit_gift": lambda organization, actor: wallet.credit_gift(
        **NEW_LOT, organization=organization, key="other", reason="sorry", actor=actor
    ),
    "hold_coins": lambda organization, actor: hold(organization, 10, reference="quote-version:9", now=LATER),
    "replace_hold": lambda organization, actor: wallet.replace_hold(
        organization=organization,
        old_reference="quote-version:1",
        reference="quote-version:9",
        coins=45,
        fee=0,
        actor=actor,
        now=LATER,
    ),
    "capture_hold": lambda organization, actor: capture(9, now=LATER),
    "capture_fee": lambda organization, actor: wallet.capture_fee(reference="quote-version:1", actor=actor, now=LATER),
    "release_hold": lambda organization, actor: release(actor=actor, now=LATER, by_agency=True),
    "expire_lots": lambda organization, actor: wallet.expire_lots(organization=organization, now=LATER),
    "refund_purchase": lambda organization, actor: refund(organization, 100, actor=actor, now=LATER),
    "charge_back": lambda organization, actor: charge_back(
        organization, actor=actor, reference="order:used", dispute="d-2", now=LATER
    ),
    "win_chargeback": lambda organization, actor: win(organization, actor=actor, now=LATER),
    "adjust_coins up": lambda organization, actor: adjust(
        organization, 40, actor=actor, now=LATER, expires_at=LATER + YEAR
    ),
    "adjust_coins down": lambda organization, actor: adjust(organization, -40, actor=actor, now=LATER),
    "extend_expiry": lambda organization, actor: extend(
        organization, Lot.objects.get(reference="order:1"), LATER + 2 * YEAR, actor=actor, now=LATER
    ),
    "undo_capture": lambda organization, actor: undo(
        20, actor=actor, reference="quote-version:used", now=LATER, expires_at=LATER + YEAR
    ),
}


class StatementFails:
    """Let the statement of this number fail, once."""

    def __init__(self, number: int) -> None:
        self.left = number

    def __call__(self, execute, sql, params, many, context):
        self.left -= 1
        if self.left == 0:
            raise OperationalError("the database went away")
        return execute(sql, params, many, context)


def state() -> list:
    """Return every row of the ledger, without the ids that a rollback uses up."""
    return [
        list(Wallet.objects.values_list("seq", "debt")),
        list(
            Lot.objects.order_by("credited_at", "amount").values_list(
                "amount", "available", "held", "captured", "expired", "revoked", "disputed"
            )
        ),
        list(Hold.objects.order_by("reference").values_list("reference", "amount", "fee")),
        list(Entry.objects.order_by("seq").values_list("seq", "kind", "total", "booked_at")),
        list(Movement.objects.order_by("entry__seq", "line").values_list("src", "dst", "amount")),
        list(DebtLine.objects.order_by("entry__seq", "delta").values_list("delta")),
        list(Event.objects.order_by("id").values_list("kind", "data")),
    ]


@pytest.fixture
def full_wallet(organization, mina):
    buy(organization, 30, reference="order:used", expires_at=LATER)
    hold(organization, 30, reference="quote-version:used")
    capture(30, reference="quote-version:used")
    buy(organization, 9, reference="order:disputed")
    hold(organization, 7, reference="quote-version:0")
    buy(organization, 300)
    gift(organization, 20, actor=mina, expires_at=LATER)
    hold(organization, 15, fee=3)
    charge_back(organization, actor=mina, reference="order:disputed")
    capture(7, reference="quote-version:0")
    assert Wallet.objects.get().debt == 7
    return organization


@pytest.mark.parametrize("name", OPERATIONS)
def test_nothing_is_left_and_a_retry_completes(full_wallet, mina, name):
    operation, before, number, done = OPERATIONS[name], state(), 0, False

    while not done:
        number += 1
        try:
            with connection.execute_wrapper(StatementFails(number)):
                operation(full_wallet, mina)
        except OperationalError:
            assert state() == before
        else:
            done = True

    # It failed at each of its statements before it succeeded, and a repeat changes nothing more.
    assert number > 6
    after = state()
    assert after != before
    operation(full_wallet, mina)
    assert state() == after
    assert [names for _, names in invariants.broken(Wallet.objects.all()) if names] == []
