"""The journal, replayed through the policy's own model, wallet by wallet, in memory that does not grow with it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from django.db.models import QuerySet

from poshtyar.wallet import oracle
from poshtyar.wallet.models import COUNTERS, Bucket, DebtLine, Entry, EntryKind, Lot, LotKind, Movement, Wallet

ROWS_AT_ONCE = 2_000
LOT_KINDS: dict[str, str] = {"purchase": LotKind.PURCHASE, "gift": LotKind.GIFT, "adjust": LotKind.ADJUSTMENT}


class _Entry(NamedTuple):
    id: int
    seq: int
    kind: str
    hold: int | None
    hold_coins: int | None
    reverses: int | None
    booked_at: Any
    meta: dict
    lines: list[oracle.Line]
    debts: list[tuple[int, int]]


class _Stream:
    """Rows in order, given out in groups of the same first column."""

    def __init__(self, rows: Iterable[tuple]) -> None:
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def of(self, key: int) -> Iterator[Any]:
        """Yield the rest of each row that begins with this key; they are next."""
        while self._next is not None and self._next[0] == key:
            row, self._next = self._next, next(self._rows, None)
            yield row[1:]


@dataclass
class _Replay:
    """One wallet on its way through its journal."""

    rows: dict[int, Any]  # its lots, as the tables have them
    model: oracle.Wallet = field(default_factory=oracle.Wallet)
    credited: dict[int, int] = field(default_factory=dict)  # the lot of each purchase and each chargeback
    undone: dict[int, int] = field(default_factory=dict)  # coins given back of each capture

    def follow(self, entry: _Entry) -> None:
        """Let the policy do what the entry says was done; raise Forbidden where it would have booked otherwise."""
        model = self.model
        model.at(entry.booked_at)
        if entry.kind != EntryKind.EXPIRE and model.overdue(entry.booked_at):
            raise oracle.Forbidden("dead coins were not booked before")
        getattr(self, f"_{entry.kind}")(entry)
        if model.lines != entry.lines and sorted(model.lines, key=str) != sorted(entry.lines, key=str):
            raise oracle.Forbidden(f"booked {entry.lines}, the policy says {model.lines}")
        if sorted(model.debts) != sorted(entry.debts):
            raise oracle.Forbidden(f"booked the debts {entry.debts}, the policy says {model.debts}")

    def differences(self, debt: int) -> Iterator[str]:
        """Yield what the tables hold otherwise than the policy, now that the journal is at its end."""
        if self.model.debt != debt:
            yield f"owes {debt}, the policy says {self.model.debt}"
        for pk, row in self.rows.items():
            lot = self.model.lots.get(pk)
            if lot is None or any(getattr(lot, name) != row[name] for name in ("issued", *COUNTERS, "disputed")):
                yield f"lot {pk} is not what the journal makes of it"

    def _new(self, entry: _Entry) -> oracle.Lot | None:
        """Return the lot that this entry credits, as its row defines it."""
        issued = [line[0] for line in entry.lines if line[1] == Bucket.ISSUED]
        if not issued:
            return None
        row = self.rows[issued[0]]
        if row["kind"] != LOT_KINDS.get(entry.kind, LotKind.REINSTATEMENT) or row["credited_at"] != entry.booked_at:
            raise oracle.Forbidden(f"lot {row['id']} is not of this entry")
        price = (row["price_rial"] or 0) if row["kind"] == LotKind.PURCHASE else None
        return oracle.Lot(row["id"], row["amount"], row["rank"], row["expires_at"], price)

    def _credited(self, entry: _Entry) -> oracle.Lot:
        lot = self._new(entry)
        if lot is None:
            raise oracle.Forbidden("it credits no lot")
        return lot

    def _purchase(self, entry: _Entry) -> None:
        lot = self._credited(entry)
        self.credited[entry.id] = lot.id
        self.model.purchase(lot)

    def _gift(self, entry: _Entry) -> None:
        self.model.gift(self._credited(entry))

    def _reinstate(self, entry: _Entry) -> None:
        self.model.reinstate(self._credited(entry))

    def _expire(self, entry: _Entry) -> None:
        self.model.expire()

    def _hold(self, entry: _Entry) -> None:
        self.model.hold(entry.hold or 0, entry.hold_coins or 0)

    def _replace(self, entry: _Entry) -> None:
        into = [line[5] or line[4] for line in entry.lines if line[2] == Bucket.HELD]
        coins = sum(line[3] for line in entry.lines if line[2] == Bucket.HELD)
        self.model.replace(entry.hold or 0, into[0] or 0, coins)

    def _capture(self, entry: _Entry) -> None:
        self.model.capture(entry.hold or 0, sum(line[3] for line in entry.lines if line[2] == Bucket.CAPTURED))

    def _release(self, entry: _Entry) -> None:
        self.model.release(entry.hold or 0)

    def _undo(self, entry: _Entry) -> None:
        capture, coins = entry.reverses or 0, entry.meta["coins"]
        lines = Movement.objects.filter(entry=capture, dst=Bucket.CAPTURED).order_by("line")
        before = self.undone.get(capture, 0)
        self.undone[capture] = before + coins
        self.model.undo(list(lines.values_list("lot", "amount")), before, coins, self._new(entry))

    def _adjust(self, entry: _Entry) -> None:
        if lot := self._new(entry):
            self.model.adjust(lot)
            return
        lots = {line[0] for line in entry.lines}
        self.model.take(sum(line[3] for line in entry.lines), min(lots) if len(lots) == 1 else None)

    def _extend(self, entry: _Entry) -> None:
        old = next(line[0] for line in entry.lines if line[2] == Bucket.REVOKED)
        self.model.extend(old, self._credited(entry))

    def _refund(self, entry: _Entry) -> None:
        lot = self.credited[entry.reverses or 0]
        money_rial = self.model.refund(lot, sum(line[3] for line in entry.lines))
        if money_rial != entry.meta["money_rial"]:
            raise oracle.Forbidden(f"refunded {entry.meta['money_rial']} rials, the policy says {money_rial}")

    def _chargeback(self, entry: _Entry) -> None:
        self.credited[entry.id] = lot = self.credited[entry.reverses or 0]
        self.model.chargeback(lot, later_dates="later_dates" in entry.meta or self._reaches_later_dates(entry, lot))

    def _reaches_later_dates(self, entry: _Entry, purchase: int) -> bool:
        """Whether a chargeback without the mark took or disputed coins of the purchase that had got a later date."""
        later = {pk for pk, row in self.rows.items() if row["continues_id"] == purchase}
        touched = {line[0] for line in entry.lines} | {lot for lot, _ in entry.debts}
        return bool(later & touched) or any(self.rows[pk]["disputed"] for pk in later)

    def _won(self, entry: _Entry) -> None:
        self.model.won(self.credited[entry.reverses or 0], self._new(entry))


def journal_follows_the_policy(wallets: QuerySet[Wallet]) -> list[str]:
    """Every wallet is what the policy makes of its journal, entry by entry."""
    found = []
    rows = Lot.objects.filter(**_of("wallet", wallets)).order_by("wallet_id", "id").values().iterator(ROWS_AT_ONCE)
    lots = _Stream((row["wallet_id"], row) for row in rows)
    entries = _entries(wallets)
    for wallet, debt in wallets.order_by("id").values_list("id", "debt").iterator(ROWS_AT_ONCE):
        replay, broken_at = _Replay({row["id"]: row for (row,) in lots.of(wallet)}), None
        for entry in entries(wallet):
            if broken_at:
                continue
            try:
                replay.follow(entry)
            except (oracle.Forbidden, LookupError, AttributeError) as refusal:
                broken_at = f"wallet {wallet} entry {entry.seq}: {refusal}"
        found += [broken_at] if broken_at else [f"wallet {wallet} {said}" for said in replay.differences(debt)]
    return found


def _of(path: str, wallets: QuerySet[Wallet]) -> dict[str, QuerySet[Wallet]]:
    """Return the filter that keeps the rows of these wallets: none for all of them.

    PostgreSQL would look at each line of debt once for every wallet there is.
    """
    return {f"{path}__in": wallets} if wallets.query.where else {}


def _entries(wallets: QuerySet[Wallet]):
    """Return a function that gives the entries of the next wallet, with their lines."""
    heads = Entry.objects.filter(**_of("wallet", wallets)).order_by("wallet_id", "seq")
    columns = ("wallet_id", "id", "seq", "kind", "hold_id", "hold__amount", "reverses_id", "booked_at", "meta")
    head = _Stream(heads.values_list(*columns).iterator(ROWS_AT_ONCE))
    lines = Movement.objects.filter(**_of("entry__wallet", wallets)).order_by("entry__wallet_id", "entry__seq", "line")
    line = _Stream(
        lines.values_list("entry_id", "lot_id", "src", "dst", "amount", "hold_id", "to_hold_id").iterator(ROWS_AT_ONCE)
    )
    debts = DebtLine.objects.filter(**_of("entry__wallet", wallets)).order_by("entry__wallet_id", "entry__seq", "id")
    debt = _Stream(debts.values_list("entry_id", "purchase_id", "delta").iterator(ROWS_AT_ONCE))

    def of(wallet: int) -> Iterator[_Entry]:
        for row in head.of(wallet):
            yield _Entry._make((*row, list(line.of(row[0])), list(debt.of(row[0]))))

    return of
