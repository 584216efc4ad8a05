"""What others may know of coins, as frozen answers; nobody outside reads the tables."""

from poshtyar.wallet.queries.acts import OpenHold, coins_moved, kind_in_words, open_holds
from poshtyar.wallet.queries.holdings import (
    EXPIRING_SOON,
    Balance,
    ExpiringLot,
    Holdings,
    HoldState,
    LotStanding,
    LotState,
    balance_of,
    hold_of,
    holdings_of,
    lot_standings,
    lots_expiring,
    lots_of,
    missing_coins,
    plan_hold,
)
from poshtyar.wallet.queries.proof import Proof, ProvenLine, ProvenLot, balance_at
from poshtyar.wallet.queries.statement import MOST_LINES, LotShare, Statement, StatementLine, statement_of

__all__ = [
    "EXPIRING_SOON",
    "MOST_LINES",
    "Balance",
    "ExpiringLot",
    "HoldState",
    "Holdings",
    "LotShare",
    "LotStanding",
    "LotState",
    "OpenHold",
    "Proof",
    "ProvenLine",
    "ProvenLot",
    "Statement",
    "StatementLine",
    "balance_at",
    "balance_of",
    "coins_moved",
    "hold_of",
    "holdings_of",
    "kind_in_words",
    "lot_standings",
    "lots_expiring",
    "lots_of",
    "missing_coins",
    "open_holds",
    "plan_hold",
    "statement_of",
]
