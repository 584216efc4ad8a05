"""What can be done with coins; every other subject calls these and nothing else of the wallet."""

from poshtyar.common.errors import ReasonMissing
from poshtyar.wallet.operations.adjustments import ExpiryNotLater, adjust_coins, extend_expiry
from poshtyar.wallet.operations.credits import AlreadyExpired, ExpiryMissing, credit_gift, credit_purchase
from poshtyar.wallet.operations.disputes import AlreadyDisputed, charge_back, win_chargeback
from poshtyar.wallet.operations.expiry import expire_all_lots, expire_lots, expiry_after
from poshtyar.wallet.operations.holds import (
    HoldClosed,
    NotEnoughCoins,
    capture_fee,
    capture_hold,
    hold_coins,
    release_hold,
    replace_hold,
)
from poshtyar.wallet.operations.journal import InvalidCoins, MoreThanFree
from poshtyar.wallet.operations.refunds import PurchaseExpired, refund_purchase
from poshtyar.wallet.operations.reversals import MoreThanUsed, undo_capture
from poshtyar.wallet.operations.seals import SealUnreadable, seal_ledger, verify_seals

__all__ = [
    "AlreadyDisputed",
    "AlreadyExpired",
    "ExpiryMissing",
    "ExpiryNotLater",
    "HoldClosed",
    "InvalidCoins",
    "MoreThanFree",
    "MoreThanUsed",
    "NotEnoughCoins",
    "PurchaseExpired",
    "ReasonMissing",
    "SealUnreadable",
    "adjust_coins",
    "capture_fee",
    "capture_hold",
    "charge_back",
    "credit_gift",
    "credit_purchase",
    "expire_all_lots",
    "expire_lots",
    "expiry_after",
    "extend_expiry",
    "hold_coins",
    "refund_purchase",
    "release_hold",
    "replace_hold",
    "seal_ledger",
    "undo_capture",
    "verify_seals",
    "win_chargeback",
]
