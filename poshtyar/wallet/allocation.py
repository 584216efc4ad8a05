"""Which coins go first: pure arithmetic, no rows."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TypeVar

NEVER = datetime.max.replace(tzinfo=UTC)
T = TypeVar("T")


def burn_key(expires_at: datetime | None, rank: int, number: int) -> tuple[datetime, int, int]:
    """Return the sort key of B3: what expires soonest, then what cost nothing, then what came first."""
    return (expires_at or NEVER, rank, number)


def split(stock: Iterable[tuple[T, int]], coins: int) -> tuple[list[tuple[T, int]], list[tuple[T, int]]]:
    """Divide a stock, in its order, into the first `coins` coins and the rest; empty shares are left out."""
    taken, rest = [], []
    for owner, amount in stock:
        part = min(amount, coins)
        coins -= part
        if part:
            taken.append((owner, part))
        if amount > part:
            rest.append((owner, amount - part))
    return taken, rest


def money_share(price_rial: int, amount: int, before: int, coins: int) -> int:
    """Return the share of a price that falls to so many coins after `before` others; all shares add up to the price."""
    return price_rial * (before + coins) // amount - price_rial * before // amount
