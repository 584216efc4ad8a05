"""Use of coins that is undone, because the agency made a mistake (B16)."""

from datetime import datetime
from typing import TYPE_CHECKING

from django.utils.translation import gettext

from poshtyar.common.errors import DomainError
from poshtyar.common.numbers import format_number
from poshtyar.common.transactions import operation
from poshtyar.wallet.allocation import split
from poshtyar.wallet.models import Bucket, Entry, EntryKind, Lot, Movement
from poshtyar.wallet.operations.credits import RETURNED_LABELS, reinstated_lot
from poshtyar.wallet.operations.journal import (
    Booking,
    Line,
    begin,
    book,
    live_lots,
    lock_hold,
    refuse_odd_coins,
    refuse_unexplained,
)
from poshtyar.wallet.permissions import refuse_unless_may_adjust_coins
from poshtyar.wallet.queries.holdings import coins_undone

if TYPE_CHECKING:
    from poshtyar.accounts.models import User


class MoreThanUsed(DomainError):
    """More coins are to come back than the work has used, less what came back before."""

    code = "more_than_used"

    def __init__(self, *, asked: int, used: int) -> None:
        self.asked, self.used = asked, used
        text = gettext("Coins used and not given back: %(used)s; asked for: %(asked)s. No coins moved.")
        super().__init__(text % {"asked": format_number(asked), "used": format_number(used)})


@operation
def undo_capture(
    *,
    reference: str,
    coins: int,
    key: str,
    reason: str,
    actor: "User | None",
    now: datetime,
    expires_at: datetime | None = None,
) -> Entry:
    """Give back coins that a hold's capture used, the last used first, once per key (ledger.md, 2).

    Coins of a live lot go back into it. Those of a dead lot come as a lot of their own until `expires_at`, which may
    be left out where none is dead. Those of a disputed purchase were never paid for: the debt that they made falls,
    and what of it was repaid comes back like dead coins. Raises NotAllowed, InvalidCoins, ReasonMissing,
    MoreThanUsed, ExpiryMissing, AlreadyExpired; IdempotencyConflict when the key undid something else.
    Records nothing: the work whose coins they are says what came back.
    """
    refuse_odd_coins(coins)
    hold = lock_hold(reference)
    refuse_unless_may_adjust_coins(actor)

    booking, earlier = begin(
        hold.wallet,
        key=f"undo:{key}",
        actor=actor,
        now=now,
        coins=coins,
        reference=reference,
        expires_at=expires_at and expires_at.isoformat(),
    )
    if earlier:
        return earlier
    refuse_unexplained(booking, reason)
    lines = list(hold.movements.filter(dst=Bucket.CAPTURED).select_related("lot", "entry").order_by("-line"))
    shares = _last_used(lines, coins)
    if (used := sum(n for _, n in shares)) < coins:
        raise MoreThanUsed(asked=coins, used=used)
    live_lots(booking)

    back, debts = _undoing(booking, shares, expires_at)
    capture = lines[0].entry
    return book(booking, EntryKind.UNDO, back, reverses=capture, reason=reason, debts=debts, meta={"coins": coins})


def _last_used(lines: list[Movement], coins: int) -> list[tuple[Lot, int]]:
    """Return the coins that these lines of a capture, the last one first, used and that are not given back yet."""
    undone = coins_undone(lines[0].entry_id) if lines else 0
    _, left = split(((line.lot, line.amount) for line in lines), undone)
    return split(left, coins)[0]


def _undoing(
    booking: Booking, shares: list[tuple[Lot, int]], expires_at: datetime | None
) -> tuple[list[Line], list[tuple[Lot, int]]]:
    """Return the lines and the changes of debt that give these coins back."""
    lines, debts, anew, debt = [], [], 0, booking.wallet.debt
    for lot, coins in shares:
        if lot.disputed:
            lines += [
                Line(lot, Bucket.CAPTURED, Bucket.AVAILABLE, coins),
                Line(lot, Bucket.AVAILABLE, Bucket.REVOKED, coins),
            ]
            debts.append((lot, -coins))
        elif lot.is_live_at(booking.now):
            lines.append(Line(lot, Bucket.CAPTURED, Bucket.AVAILABLE, coins))
        else:
            anew += coins
    repaid = max(0, -sum(n for _, n in debts) - debt)
    if anew + repaid:
        lot, line = reinstated_lot(booking, anew + repaid, expires_at, RETURNED_LABELS)
        lines.append(line)
        debts += [(lot, repaid)] if repaid else []
    return lines, debts
