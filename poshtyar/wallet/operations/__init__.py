"""What can be done with coins; every other subject calls these and nothing else of the wallet."""

from poshtyar.wallet.operations.credits import AlreadyExpired, ReasonMissing, credit_gift, credit_purchase
from poshtyar.wallet.operations.expiry import expire_all_lots, expire_lots, expiry_after
from poshtyar.wallet.operations.holds import (
    HoldClosed,
    NotEnoughCoins,
    WalletFrozen,
    capture_fee,
    capture_hold,
    hold_coins,
    release_hold,
    replace_hold,
)
from poshtyar.wallet.operations.journal import InvalidCoins

__all__ = [
    "AlreadyExpired",
    "HoldClosed",
    "InvalidCoins",
    "NotEnoughCoins",
    "ReasonMissing",
    "WalletFrozen",
    "capture_fee",
    "capture_hold",
    "credit_gift",
    "credit_purchase",
    "expire_all_lots",
    "expire_lots",
    "expiry_after",
    "hold_coins",
    "release_hold",
    "replace_hold",
]
