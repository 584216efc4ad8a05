"""R1: whichever statement of an operation fails, …"""

import pytest

from poshtyar.wallet import operations as wallet
from poshtyar.wallet.models import Lot, Wallet
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
from tests.nth_statement import operations_of, sweep

LATER = at(NOW, 60)
NEW_LOT = {"coins": 40, "label_fa": "تازه", "label_en": "New", "expires_at": None, "now": LATER}


def replace(organization, coins):
    terms = {"old_reference": "quote-version:1", "reference": "quote-version:9", "fee": 0, "actor": None, "now": LATER}
    return wallet.replace_hold(organization=organization, coins=coins, **terms)


# Arithmetic; a loop over `expire_lots`; and two that keep a file and write no row.
NOT_SWEPT = {"expiry_after", "expire_all_lots", "seal_ledger", "verify_seals"}
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
    "replace_hold, more": lambda organization, actor: replace(organization, 45),
    "replace_hold, less": lambda organization, actor: replace(organization, 5),
    "capture_hold, all": lambda organization, actor: capture(15, now=LATER),
    "capture_hold, less": lambda organization, actor: capture(9, now=LATER),
    "capture_hold, nothing": lambda organization, actor: capture(0, now=LATER),
    "capture_fee": lambda organization, actor: wallet.capture_fee(reference="quote-version:1", actor=actor, now=LATER),
    "release_hold": lambda organization, actor: release(actor=actor, now=LATER, by_agency=True),
    "expire_lots": lambda organization, actor: wallet.expire_lots(organization=organization, now=LATER),
    "refund_purchase": lambda organization, actor: refund(organization, 100, actor=actor, now=LATER),
    "charge_back": lambda organization, actor: charge_back(
        organization, actor=actor, reference="order:used", dispute="d-2", now=LATER
    ),
    "win_chargeback": lambda organization, actor: win(organization, actor=actor, now=LATER),
    "adjust_coins, up": lambda organization, actor: adjust(
        organization, 40, actor=actor, now=LATER, expires_at=LATER + YEAR
    ),
    "adjust_coins, down": lambda organization, actor: adjust(organization, -40, actor=actor, now=LATER),
    "extend_expiry": lambda organization, actor: extend(
        organization, Lot.objects.get(reference="order:1"), LATER + 2 * YEAR, actor=actor, now=LATER
    ),
    "undo_capture": lambda organization, actor: undo(
        20, actor=actor, reference="quote-version:used", now=LATER, expires_at=LATER + YEAR
    ),
}


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
def test_r1_nothing_is_left_and_a_retry_completes(full_wallet, mina, name):
    statements = sweep(lambda: OPERATIONS[name](full_wallet, mina))

    assert statements > 5
    assert [names for _, names in invariants.broken(Wallet.objects.all()) if names] == []


def test_every_operation_is_swept():
    swept = {name.partition(",")[0] for name in OPERATIONS}

    assert swept | NOT_SWEPT == operations_of(wallet)
    assert not swept & NOT_SWEPT
