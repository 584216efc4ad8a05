"""The policy of docs/ledger.md once more, in plain Python, to hold the ledger against.

It shares no code with the operations and knows no tables: a wallet is lots with coins in buckets, holds with coins of
lots, and a debt. Each method is one act of the policy, named by the kind of its entry; it changes the wallet, and
leaves in `lines` and `debts` what the ledger must book for it. What the policy forbids raises Forbidden.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta

GOODWILL = (timedelta(days=30), timedelta(days=31, hours=1))  # to the end of that day, whatever the clocks do

# Lot, from bucket, to bucket, coins, hold, new hold.
Line = tuple[int, str, str, int, int | None, int | None]


class Forbidden(Exception):
    """The policy does not allow this."""


@dataclass(slots=True)
class Lot:
    """Coins that came together: how many are in each bucket, and what a dispute did to them."""

    id: int
    amount: int
    rank: int = 1
    expires_at: datetime | None = None
    price: int | None = None
    # The purchase or other lot that it is, with a later date.
    continues: int | None = None
    issued: int = 0
    available: int = 0
    held: int = 0
    captured: int = 0
    expired: int = 0
    revoked: int = 0
    disputed: bool = False
    disputes: int = 0
    taken_by_dispute: int = 0
    owed: int = 0
    refunded: int = 0

    def dead(self, now: datetime) -> bool:
        """Whether the first moment without these coins has come."""
        return self.expires_at is not None and now >= self.expires_at

    def turn(self) -> tuple:
        """Return what decides who goes first: the earlier date, then what cost nothing, then the older lot."""
        return (self.expires_at is None, self.expires_at or 0, self.rank, self.id)


class Wallet:
    """One wallet as the policy sees it."""

    def __init__(self) -> None:
        self.lots: dict[int, Lot] = {}
        self.holds: dict[int, dict[int, int]] = {}
        self.debt = 0
        self.now: datetime | None = None
        self.lines: list[Line] = []
        self.debts: list[tuple[int, int]] = []
        # Lots with free coins; the others do not matter for what comes next.
        self.stock: dict[int, Lot] = {}
        # Coins that this act, and the one before it, let expire out of a hold: the agency may owe them.
        self.lost = self.lost_before = 0

    # ---- reads

    def free(self, now: datetime) -> int:
        """Return how many coins can be used at this moment."""
        return sum(lot.available for lot in self.stock.values() if not lot.dead(now))

    def overdue(self, now: datetime) -> list[Lot]:
        """Return the lots whose free coins are dead and not booked as such."""
        return [lot for lot in self.stock.values() if lot.dead(now)]

    # ---- the clock

    def at(self, now: datetime) -> None:
        """Go to the moment of an act: never back."""
        self.now = now if self.now is None or now > self.now else self.now
        self.lines, self.debts = [], []
        self.lost_before, self.lost = self.lost, 0

    def expire(self) -> None:
        """Free coins whose moment has come expire."""
        due = self.overdue(self._now)
        if not due:
            raise Forbidden("nothing was due")
        for lot in due:
            self._move(lot, "available", "expired", lot.available)

    # ---- coins that come

    def purchase(self, lot: Lot) -> None:
        """Coins are bought; they repay the debt first."""
        self._issue(lot)
        repaid = min(self.debt, lot.amount)
        if repaid:
            self._move(lot, "available", "captured", repaid)
            self._owe(lot, -repaid)

    def gift(self, lot: Lot) -> None:
        """Coins are given."""
        self._free_of_charge(lot)

    def reinstate(self, lot: Lot) -> None:
        """Coins that died while the agency kept them come back for thirty days, all of them."""
        if lot.amount != self.lost_before:
            raise Forbidden(f"{self.lost_before} coins were lost by the agency's doing, not {lot.amount}")
        if lot.expires_at is None or not GOODWILL[0] < lot.expires_at - self._now <= GOODWILL[1]:
            raise Forbidden("coins come back for thirty days")
        self._free_of_charge(lot)

    # ---- coins for work

    def hold(self, hold: int, coins: int) -> None:
        """Coins are set aside in their order, all or none."""
        if hold in self.holds:
            raise Forbidden("set aside twice")
        self.holds[hold] = {}
        self._set_aside(hold, coins)

    def replace(self, old: int, new: int, coins: int) -> None:
        """The coins of a hold go on into a new one, whatever their date; what is too much is freed."""
        self._require(coins > 0, "work that needs coins is set aside for")
        shares, wanted = self._close(old), coins
        self.holds[new] = {}
        rest = []
        for lot, held in shares:
            kept = min(held, wanted)
            wanted -= kept
            if kept:
                self.lines.append((lot.id, "held", "held", kept, old, new))
                self.holds[new][lot.id] = kept
            if held > kept:
                rest.append((lot, held - kept))
        for lot, coins_left in rest:
            self._let_go(lot, coins_left, old)
        if wanted:
            self._set_aside(new, wanted)
        self.lost = 0

    def capture(self, hold: int, coins: int) -> None:
        """Work uses coins of its hold in their order; the rest is let go."""
        shares, wanted = self._close(hold), coins
        self._require(0 <= coins <= sum(held for _, held in shares), "more than was set aside")
        for lot, held in shares:
            used = min(held, wanted)
            wanted -= used
            if used:
                self._move(lot, "held", "captured", used, hold)
                if lot.disputed:
                    self._owe(lot, used)
            if held > used:
                self._let_go(lot, held - used, hold)

    def release(self, hold: int) -> None:
        """Nothing of a hold is used."""
        self.capture(hold, 0)

    def undo(self, used: list[tuple[int, int]], before: int, coins: int, anew: Lot | None) -> None:
        """The last used coins of a capture come back; `used` is its order, `before` how many came back already."""
        self._require(0 < coins <= sum(n for _, n in used) - before, "more than was used")
        skip, wanted, lost, credit = before, coins, 0, 0
        for lot_id, n in reversed(used):
            passed = min(n, skip)
            skip -= passed
            back = min(n - passed, wanted)
            wanted -= back
            lot = self.lots[lot_id]
            if not back:
                continue
            if lot.disputed:
                self._move(lot, "captured", "available", back)
                self._move(lot, "available", "revoked", back)
                lot.taken_by_dispute += back
                self._owe(lot, -back)
            elif lot.dead(self._now):
                lost += back
            else:
                self._move(lot, "captured", "available", back)
        if self.debt < 0:
            credit = -self.debt
        self._come_back(anew, lost + credit, credit)

    # ---- coins that people move

    def adjust(self, lot: Lot) -> None:
        """Coins are added by hand."""
        self._free_of_charge(lot)

    def take(self, coins: int, of: int | None = None) -> None:
        """Free coins are taken away by hand: of one lot, or in their order."""
        self._require(0 < coins <= sum(lot.available for lot in self._live(of)), "more than is free")
        for lot in self._live(of):
            part = min(lot.available, coins)
            coins -= part
            if part:
                self._move(lot, "available", "revoked", part)

    def extend(self, old: int, new: Lot) -> None:
        """Free coins of a lot get a later date, as a new lot."""
        lot = self.lots[old]
        self._require(not lot.dead(self._now) and lot.available > 0, "none is free")
        self._require(new.amount == lot.available, "all free coins of a lot move together")
        self._require(lot.expires_at is not None and new.expires_at is not None, "it never expires")
        self._require(new.turn()[:2] > lot.turn()[:2], "the date is not later")
        self._move(lot, "available", "revoked", lot.available)
        self._free_of_charge(new)
        new.continues = lot.id if lot.continues is None else lot.continues

    def refund(self, lot_id: int, coins: int) -> int:
        """Free coins of a purchase go back for money, before the date that they have now; return the money."""
        first = self.lots[lot_id]
        self._require(first.price is not None, "it was not bought")
        self._require(not all(lot.dead(self._now) for lot in self._with_later_dates(lot_id)), "its date has passed")
        live = [lot for lot in self._live() if lot_id in (lot.id, lot.continues)]
        self._require(0 < coins <= sum(lot.available for lot in live), "more than is free")
        before, first.refunded = first.refunded, first.refunded + coins
        for lot in live:
            part = min(lot.available, coins)
            coins -= part
            if part:
                self._move(lot, "available", "revoked", part)
        return self._worth(first, first.refunded) - self._worth(first, before)

    def chargeback(self, lot_id: int, *, later_dates: bool = True) -> None:
        """The bank took the money of a purchase: what is left goes, what was used is owed, whatever its date is now.

        Before the policy said the last of it, coins that had got a later date were left alone.
        """
        first = self.lots[lot_id]
        self._require(first.price is not None and not first.disputes, "it cannot be disputed")
        for lot in self._with_later_dates(lot_id) if later_dates else [first]:
            lot.disputed, lot.disputes = True, 1
            if lot.available:
                lot.taken_by_dispute += lot.available
                self._move(lot, "available", "revoked", lot.available)
            if lot.captured:
                self._owe(lot, lot.captured)

    def won(self, lot_id: int, anew: Lot | None) -> None:
        """The money came back: the dispute's debt falls, and what it took or what repaid it comes back."""
        self._require(self.lots[lot_id].disputed, "there is no dispute")
        taken = 0
        for lot in self._with_later_dates(lot_id):
            lot.disputed = False
            if lot.owed:
                self._owe(lot, -lot.owed)
            taken, lot.taken_by_dispute = taken + lot.taken_by_dispute, 0
        credit = max(0, -self.debt)
        self._come_back(anew, taken + credit, credit)

    # ---- steps

    @property
    def _now(self) -> datetime:
        if self.now is None:
            raise Forbidden("an act needs its moment")
        return self.now

    def _require(self, allowed: bool, why: str) -> None:
        if not allowed:
            raise Forbidden(why)

    def _move(self, lot: Lot, src: str, dst: str, coins: int, hold: int | None = None) -> None:
        left = getattr(lot, src) - coins
        if left < 0 or coins <= 0:
            raise Forbidden(f"lot {lot.id} has no {coins} coins to go from {src}")
        setattr(lot, src, left)
        setattr(lot, dst, getattr(lot, dst) + coins)
        if lot.available:
            self.stock[lot.id] = lot
        else:
            self.stock.pop(lot.id, None)
        self.lines.append((lot.id, src, dst, coins, hold, None))

    def _owe(self, lot: Lot, coins: int) -> None:
        """Change the debt; where it falls below nothing, the caller gives the rest back."""
        self.debt += coins
        if lot.disputes:
            lot.owed += coins
        self.debts.append((lot.id, coins))

    def _issue(self, lot: Lot) -> None:
        self._require(lot.amount > 0, "a lot has coins")
        self._require(lot.id not in self.lots and not lot.dead(self._now), "a new lot is new and alive")
        self.lots[lot.id] = lot
        lot.issued = lot.available = lot.amount
        self.stock[lot.id] = lot
        self.lines.append((lot.id, "issued", "available", lot.amount, None, None))

    def _free_of_charge(self, lot: Lot) -> None:
        self._require(lot.rank == 0 and lot.price is None, "what was not paid for is used before what was")
        self._issue(lot)

    def _come_back(self, lot: Lot | None, coins: int, credit: int) -> None:
        if (lot.amount if lot else 0) != coins:
            raise Forbidden(f"{coins} coins come back, not {lot.amount if lot else 0}")
        if lot is None:
            return
        self._free_of_charge(lot)
        if credit:
            self._owe(lot, credit)

    def _with_later_dates(self, lot_id: int) -> list[Lot]:
        return [lot for lot in self.lots.values() if lot_id in (lot.id, lot.continues)]

    def _live(self, of: int | None = None) -> list[Lot]:
        """Return the lots with usable coins, in the order in which they are used."""
        return sorted(
            (lot for lot in self.stock.values() if not lot.dead(self._now) and of in (None, lot.id)), key=Lot.turn
        )

    def _set_aside(self, hold: int, coins: int) -> None:
        self._require(0 < coins <= self.free(self._now), "not enough coins")
        for lot in self._live():
            part = min(lot.available, coins)
            coins -= part
            if part:
                self._move(lot, "available", "held", part, hold)
                shares = self.holds[hold]
                shares[lot.id] = shares.get(lot.id, 0) + part

    def _close(self, hold: int) -> list[tuple[Lot, int]]:
        """End a hold, and return its coins in the order in which they are used."""
        if hold not in self.holds:
            raise Forbidden("it was not set aside, or is settled")
        shares = [(self.lots[lot], coins) for lot, coins in self.holds.pop(hold).items()]
        return sorted(shares, key=lambda share: share[0].turn())

    def _let_go(self, lot: Lot, coins: int, hold: int) -> None:
        """Coins that work does not use: dead ones expire, those of a dispute are taken, others are free again."""
        if lot.dead(self._now):
            self._move(lot, "held", "expired", coins, hold)
            self.lost += 0 if lot.disputed else coins
        elif lot.disputed:
            self._move(lot, "held", "revoked", coins, hold)
            lot.taken_by_dispute += coins
        else:
            self._move(lot, "held", "available", coins, hold)

    def _worth(self, lot: Lot, coins: int) -> int:
        return (lot.price or 0) * coins // lot.amount
