"""Two customers, the real wallets and what the policy makes of them, and the comparison of both after each act."""

import copy
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import transaction
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant

from poshtyar.common.errors import DomainError
from poshtyar.wallet import oracle, queries
from poshtyar.wallet.models import COUNTERS, Entry, Lot, Wallet
from poshtyar.wallet.queries import invariants
from tests import factories

TEHRAN = ZoneInfo("Asia/Tehran")
# Sizes at which rules turn, and any others.
COINS = st.sampled_from([0, 1, 14, 15, 16, 299, 300, 301]) | st.integers(1, 60)
LIVES = st.sampled_from([60, 3_600, 86_400, 40 * 86_400])
PICK, SIDE = st.integers(0, 97), st.integers(0, 1)
# What the run has done: examples, entries by kind, refusals by code.
counted: Counter = Counter()


@dataclass
class Side:
    """A customer: the real wallet and what the policy makes of it."""

    organization: object
    model: oracle.Wallet = field(default_factory=oracle.Wallet)
    seq: int = 0
    open: dict[str, int] = field(default_factory=dict)
    used: dict[str, list] = field(default_factory=dict)
    undone: Counter = field(default_factory=Counter)
    bought: dict[str, int] = field(default_factory=dict)
    disputes: dict[str, int] = field(default_factory=dict)
    calls: list = field(default_factory=list)


class Customers(RuleBasedStateMachine):
    """Two customers and one clock."""

    def __init__(self):
        super().__init__()
        self.savepoint, self.now, self.number = transaction.savepoint(), factories.NOW, 0
        self.manager = factories.make_user("Manager", "manager")
        self.sides = [Side(factories.make_organization(factories.make_user(f"Owner {n}"))) for n in (1, 2)]

    def teardown(self):
        try:
            # 1, 2, 3, 10, 13, 17, 18, 20, 25: all invariants of check_ledger, the replay of the journal among them.
            assert [names for _, names in invariants.broken(Wallet.objects.all()) if names] == []
            counted.update(Entry.objects.values_list("kind", flat=True))
            counted["examples"] += 1
            # A run of hours says where it is.
            if counted["examples"] % 100 == 0:
                print(dict(counted), flush=True)
        finally:
            transaction.savepoint_rollback(self.savepoint)

    # ---- the comparison

    def act(self, side: Side, call, expect):
        """Let the ledger and the policy do the same: both refuse, or both do, with the same lines and debts."""
        moment, trial, predicted = max(self.now, side.model.now or self.now), copy.deepcopy(side.model), []
        before = Entry.objects.count()
        try:
            made = call()
        except DomainError as refusal:
            made = None
            counted[refusal.code] += 1
        try:
            trial.at(moment)
            if trial.overdue(moment):
                trial.expire()
                predicted.append(("expire", trial.lines, trial.debts))
                trial.at(moment)
            for kind in expect(trial, made):
                predicted.append((kind, trial.lines, trial.debts))
        except oracle.Forbidden as why:
            # 6: what the policy refuses the ledger refuses, and writes nothing.
            assert made is None, f"the policy says: {why}"
        if made is None:
            assert Entry.objects.count() == before, "a refusal wrote something"
            return None
        entries = Entry.objects.filter(wallet__organization=side.organization, seq__gt=side.seq).order_by("seq")
        booked = [(entry.kind, lines_of(entry), debts_of(entry)) for entry in entries]
        assert booked == [(kind, sorted(lines, key=str), sorted(debts)) for kind, lines, debts in predicted]
        assert {entry.booked_at for entry in entries} <= {moment}
        side.model, side.seq = trial, side.seq + len(booked)
        side.calls.append((call, made))
        return made

    @invariant()
    def agree(self):
        """4, 5, 8, 21, 22: each lot, the balance, what is set aside and what is owed, of both customers."""
        for side in self.sides:
            model = side.model
            rows = Lot.objects.filter(wallet__organization=side.organization).values("id", *COUNTERS, "disputed")
            assert {row["id"]: row for row in rows} == {
                lot.id: {"id": lot.id, "disputed": lot.disputed} | {name.value: getattr(lot, name) for name in COUNTERS}
                for lot in model.lots.values()
            }
            balance = queries.balance_of(side.organization, self.now)
            assert balance.available == model.free(self.now)
            assert balance.held == sum(sum(shares.values()) for shares in model.holds.values())
            assert balance.debt == model.debt >= 0

    # ---- steps

    def name(self) -> str:
        self.number += 1
        return f"machine:{self.number}"

    def by_hand(self) -> dict:
        return {"actor": self.manager, "key": self.name(), "now": self.now}

    def pick_side(self, side: int, of: str = "open") -> Side:
        return self.sides[side] if getattr(self.sides[side], of) else self.sides[1 - side]

    def pick(self, things: dict, pick: int):
        return list(things)[pick % len(things)]

    def note_use(self, side: Side, name: str, entry: Entry) -> None:
        lines = entry.movements.filter(dst="captured").order_by("line")
        side.used[name] = list(lines.values_list("lot", "amount"))
        del side.open[name]

    def settled(self, model, kind, hold, coins, by_agency):
        """Yield the end of a hold, and the goodwill that follows where dates passed by the agency's doing."""
        model.capture(hold, coins)
        yield kind
        if by_agency and (lost := model.lost):
            day = model.now.astimezone(TEHRAN).date() + timedelta(days=31)
            model.at(model.now)
            model.reinstate(oracle.Lot(Lot.objects.latest("pk").pk, lost, 0, datetime.combine(day, time(), TEHRAN)))
            yield "reinstate"


def issued(entry: Entry) -> int | None:
    """Return the lot that an entry made."""
    return entry.movements.filter(src="issued").values_list("lot", flat=True).first()


def new(made, coins: int | None, rank: int, until: datetime, price: int | None = None) -> oracle.Lot:
    """Return the lot that the policy makes; it takes its number of the ledger's, and a size that the policy checks."""
    pk = -1 if made is None else made.pk if isinstance(made, Lot) else issued(made)
    amount = Lot.objects.get(pk=pk).amount if coins is None else coins
    return oracle.Lot(pk, amount, rank, until, price)


def lines_of(entry: Entry) -> list[tuple]:
    """Return the movements of an entry as the policy writes them."""
    lines = entry.movements.values_list("lot", "src", "dst", "amount", "hold", "to_hold")
    return sorted(lines, key=str)


def debts_of(entry: Entry) -> list[tuple]:
    """Return the changes of debt of an entry."""
    return sorted(entry.debt_lines.values_list("purchase", "delta"))
