"""The ledger against the policy: whatever is done in whatever order, both agree (docs/ledger.md, 8).

A nightly length, which prints what it executed:
pytest poshtyar/wallet/tests/test_state_machine.py --hypothesis-profile=nightly -s -o faulthandler_timeout=0
"""

import copy
from collections import Counter
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from poshtyar.common.errors import DomainError, IdempotencyConflict
from poshtyar.wallet import operations as wallet
from poshtyar.wallet import oracle, queries
from poshtyar.wallet.models import COUNTERS, Entry, EntryKind, Hold, Lot, Wallet
from poshtyar.wallet.queries import invariants
from poshtyar.wallet.tests import coins as acts
from tests import factories

COMMON = {"deadline": None, "phases": [Phase.generate], "suppress_health_check": list(HealthCheck)}
CI = settings(max_examples=20, stateful_step_count=25, derandomize=True, **COMMON)
NIGHTLY = settings(print_blob=True, max_examples=2_000, stateful_step_count=100, **COMMON)
TEHRAN = ZoneInfo("Asia/Tehran")
# Sizes at which rules turn, and any others.
COINS = st.sampled_from([0, 1, 14, 15, 16, 299, 300, 301]) | st.integers(1, 60)
LIVES = st.sampled_from([60, 3_600, 86_400, 40 * 86_400])
PICK, SIDE = st.integers(0, 97), st.integers(0, 1)
LEAST_ENTRIES = 300
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


class LedgerMachine(RuleBasedStateMachine):
    """Two customers, one clock, and everything that can be done with coins."""

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

    # ---- time

    @rule(seconds=st.sampled_from([1, 59, 3_600, 86_400, 9 * 86_400]))
    def wait(self, seconds):
        self.now += timedelta(seconds=seconds)

    @rule(side=SIDE, pick=PICK, step=st.sampled_from([-1, 0, 1]))
    def jump_to_an_expiry(self, side, pick, step):
        """Go to a lot's last second, to its end, or to the second after."""
        ends = sorted(lot.expires_at for lot in self.sides[side].model.lots.values() if lot.available or lot.held)
        if ends:
            self.now = max(self.now, ends[pick % len(ends)] + timedelta(seconds=step))

    # ---- coins that come

    @initialize(coins=st.sampled_from([15, 16, 300, 301]))
    def begin(self, coins):
        for side in (0, 1):
            self.buy(side, coins, 86_400, 60_000_000)
            self.buy(side, 30, 40 * 86_400, 100)

    @rule(side=SIDE, coins=COINS, life=LIVES, price=st.sampled_from([0, 7, 100, 60_000_000]))
    def buy(self, side, coins, life, price):
        side, name, now = self.sides[side], self.name(), self.now
        until = now + timedelta(seconds=life)
        terms = {"reference": name, "price_rial": price, "expires_at": until, "now": now}
        lot = self.act(
            side,
            lambda: acts.buy(side.organization, coins, **terms),
            lambda model, made: [model.purchase(new(made, coins, 1, until, price))] and ["purchase"],
        )
        if lot:
            side.bought[name] = lot.pk

    @rule(side=SIDE, coins=st.integers(0, 20), life=LIVES)
    def gift(self, side, coins, life):
        side, terms = self.sides[side], self.by_hand()
        until = self.now + timedelta(seconds=life)
        self.act(
            side,
            lambda: acts.gift(side.organization, coins, expires_at=until, **terms),
            lambda model, made: [model.gift(new(made, coins, 0, until))] and ["gift"],
        )

    # ---- work

    @rule(side=SIDE, coins=COINS | st.sampled_from(["all", "one too many"]))
    def hold(self, side, coins):
        """6, 7: all or nothing, in order."""
        side, name, now = self.sides[side], self.name(), self.now
        coins = {"all": side.model.free(now), "one too many": side.model.free(now) + 1}.get(coins, coins)
        made = self.act(
            side,
            lambda: acts.hold(side.organization, coins, reference=name, fee=min(15, max(coins, 0)), now=now),
            lambda model, made: [model.hold(made.pk if made else -1, coins)] and ["hold"],
        )
        if made:
            side.open[name] = made.pk

    @precondition(lambda self: any(side.open for side in self.sides))
    @rule(side=SIDE, pick=PICK, coins=COINS)
    def replace(self, side, pick, coins):
        side, name, now = self.pick_side(side), self.name(), self.now
        old = self.pick(side.open, pick)
        terms = {"old_reference": old, "reference": name, "coins": coins, "fee": 0, "actor": None, "now": now}
        made = self.act(
            side,
            lambda: wallet.replace_hold(organization=side.organization, **terms),
            lambda model, made: [model.replace(side.open[old], made.pk if made else -1, coins)] and ["replace"],
        )
        if made:
            del side.open[old]
            side.open[name] = made.pk

    @precondition(lambda self: any(side.open for side in self.sides))
    @rule(side=SIDE, pick=PICK, share=st.sampled_from([0, 1, 2, 2, 3]), past=st.integers(0, 1))
    def capture(self, side, pick, share, past):
        """10: half of a hold, all of it, or one more than it has."""
        side, now = self.pick_side(side), self.now
        name = self.pick(side.open, pick)
        held = sum(side.model.holds[side.open[name]].values())
        coins = {0: 0, 1: (held + 1) // 2, 2: held, 3: held + past}[share]
        made = self.act(
            side,
            lambda: acts.capture(coins, reference=name, now=now),
            lambda model, made: [model.capture(side.open[name], coins)] and ["capture"],
        )
        if made:
            self.note_use(side, name, made)

    @precondition(lambda self: any(side.open for side in self.sides))
    @rule(side=SIDE, pick=PICK, by_agency=st.booleans())
    def use_the_fee(self, side, pick, by_agency):
        """23: at most the agreed fee."""
        side, now = self.pick_side(side), self.now
        name = self.pick(side.open, pick)
        fee = Hold.objects.get(reference=name).fee
        made = self.act(
            side,
            lambda: wallet.capture_fee(reference=name, actor=self.manager, now=now, by_agency=by_agency),
            lambda model, made: self.settled(model, "capture", side.open[name], fee, by_agency),
        )
        self.note_use(side, name, made)

    @precondition(lambda self: any(side.open for side in self.sides))
    @rule(side=SIDE, pick=PICK, by_agency=st.booleans())
    def release(self, side, pick, by_agency):
        """11: each coin into its own lot, or where its date or a dispute sends it."""
        side, now = self.pick_side(side), self.now
        name = self.pick(side.open, pick)
        self.act(
            side,
            lambda: acts.release(reference=name, actor=self.manager, now=now, by_agency=by_agency),
            lambda model, made: self.settled(model, "release", side.open[name], 0, by_agency),
        )
        del side.open[name]

    @rule(side=SIDE, coins=st.integers(1, 30))
    def hold_and_release(self, side, coins):
        """24: setting aside and freeing at one moment is nothing; 9: a second settlement changes nothing."""
        side = self.sides[side]
        if side.model.free(self.now) < coins or side.model.overdue(self.now):
            return
        before = {pk: copy.copy(lot) for pk, lot in side.model.lots.items()}
        self.hold(self.sides.index(side), coins)
        name = list(side.open)[-1]
        disputed = any(lot.disputed for lot in before.values())
        self.act(
            side,
            lambda: acts.release(reference=name, now=self.now),
            lambda model, made: self.settled(model, "release", side.open[name], 0, False),
        )
        del side.open[name]
        assert disputed or before == side.model.lots
        with pytest.raises(wallet.HoldClosed):
            acts.capture(coins, reference=name, now=self.now)

    @rule(side=SIDE, coins=st.integers(1, 20), share=st.integers(1, 2))
    def work(self, side, coins, share):
        """Set coins aside and use half of them or all, so that there is something to undo and to owe."""
        before = len(self.sides[side].open)
        self.hold(side, coins)
        if len(self.sides[side].open) > before:
            self.capture(side, before, share, 0)

    @rule(side=SIDE, coins=st.integers(1, 20), more=st.integers(-5, 5))
    def quote_anew(self, side, coins, more):
        """Set coins aside, then more or fewer of them in one step."""
        before = len(self.sides[side].open)
        self.hold(side, coins)
        if len(self.sides[side].open) > before:
            self.replace(side, before, coins + more)

    @rule(side=SIDE, coins=st.integers(1, 20), again=st.integers(1, 9), won=st.booleans())
    def quarrel(self, side, coins, again, won):
        """The rare chain: work is used, its payment taken back, some of the work undone, the money won again."""
        self.buy(side, coins, 3_600, 7)
        self.work(side, coins, 2)
        self.charge_back(side, len(self.sides[side].bought) - 1)
        self.buy(side, again, 86_400, 7)
        if self.sides[side].used:
            self.undo(side, len(self.sides[side].used) - 1, again, 86_400)
        if won and self.sides[side].disputes:
            self.win(side, len(self.sides[side].disputes) - 1, 3_600)

    @rule(side=SIDE, coins=st.integers(1, 20))
    def move_a_date(self, side, coins):
        """Give coins for an hour, and then for a month."""
        self.gift(side, coins, 3_600)
        self.extend(side, len(self.sides[side].model.lots) - 1, 40 * 86_400)

    @rule(side=SIDE, coins=st.integers(1, 20))
    def take_too_long(self, side, coins):
        """Set coins aside, let their date pass, and cancel for the agency: they come back for thirty days."""
        before = len(self.sides[side].open)
        self.hold(side, coins)
        if len(self.sides[side].open) > before:
            lots = self.sides[side].model.holds[list(self.sides[side].open.values())[-1]]
            self.now = max(self.now, *(self.sides[side].model.lots[lot].expires_at for lot in lots))
            self.release(side, before, True)

    # ---- the sweep

    @rule(side=SIDE)
    def sweep(self, side):
        """14, 15: it books what the clock has decided, once, and never what is set aside."""
        side = self.sides[side]
        if side.model.overdue(max(self.now, side.model.now or self.now)):
            self.act(
                side,
                lambda: wallet.expire_lots(organization=side.organization, now=self.now),
                lambda model, made: [],
            )
            side.calls.pop()
        assert wallet.expire_lots(organization=side.organization, now=self.now) == 0

    # ---- by hand

    @precondition(lambda self: any(side.bought for side in self.sides))
    @rule(side=SIDE, pick=PICK, coins=COINS)
    def refund(self, side, pick, coins):
        """19: only what is free of that lot, for its exact share."""
        side, terms = self.pick_side(side, "bought"), self.by_hand()
        name, money = self.pick(side.bought, pick), []
        made = self.act(
            side,
            lambda: acts.refund(side.organization, coins, reference=name, **terms),
            lambda model, made: [money.append(model.refund(side.bought[name], coins))] and ["refund"],
        )
        assert not made or made.meta["money_rial"] == money[0]

    @rule(side=SIDE, coins=st.integers(0, 20), life=LIVES)
    def add(self, side, coins, life):
        side, terms = self.sides[side], self.by_hand()
        until = self.now + timedelta(seconds=life)
        self.act(
            side,
            lambda: acts.adjust(side.organization, coins, expires_at=until, **terms),
            lambda model, made: [model.adjust(new(made, coins, 0, until))] and ["adjust"],
        )

    @rule(side=SIDE, coins=st.integers(1, 30), pick=PICK, named=st.booleans())
    def take(self, side, coins, pick, named):
        side, terms = self.sides[side], self.by_hand()
        lot = self.pick(side.model.lots, pick) if named and side.model.lots else None
        self.act(
            side,
            lambda: acts.adjust(side.organization, -coins, lot=lot, **terms),
            lambda model, made: [model.take(coins, lot)] and ["adjust"],
        )

    @precondition(lambda self: any(side.model.lots for side in self.sides))
    @rule(side=SIDE, pick=PICK, life=LIVES)
    def extend(self, side, pick, life):
        side = self.sides[side] if self.sides[side].model.lots else self.sides[1 - side]
        terms, pk = self.by_hand(), self.pick(side.model.lots, pick)
        until, lot = self.now + timedelta(seconds=life), Lot.objects.get(pk=pk)
        self.act(
            side,
            lambda: acts.extend(side.organization, lot, until, **terms),
            lambda model, made: [model.extend(pk, new(made, model.lots[pk].available, 0, until))] and ["extend"],
        )

    @precondition(lambda self: any(side.used for side in self.sides))
    @rule(side=SIDE, pick=PICK, coins=COINS, life=LIVES)
    def undo(self, side, pick, coins, life):
        side, terms = self.pick_side(side, "used"), self.by_hand()
        name, until = self.pick(side.used, pick), self.now + timedelta(seconds=life)
        lines, before = side.used[name], side.undone[name]
        left = sum(n for _, n in lines) - before

        def expect(model, made):
            if made is None and 0 < coins <= left:
                raise AssertionError("refused what the policy allows")
            model.undo(lines, before, coins, new(made, None, 0, until) if made and issued(made) else None)
            return ["undo"]

        made = self.act(side, lambda: acts.undo(coins, reference=name, expires_at=until, **terms), expect)
        side.undone[name] += coins if made else 0

    @precondition(lambda self: any(side.bought for side in self.sides))
    @rule(side=SIDE, pick=PICK)
    def charge_back(self, side, pick):
        """20: once for each purchase."""
        side, dispute, now = self.pick_side(side, "bought"), self.name(), self.now
        name = self.pick(side.bought, pick)
        terms = {"actor": self.manager, "reference": name, "dispute": dispute, "now": now}
        made = self.act(
            side,
            lambda: acts.charge_back(side.organization, **terms),
            lambda model, made: [model.chargeback(side.bought[name])] and ["chargeback"],
        )
        if made:
            side.disputes[dispute] = side.bought[name]

    @precondition(lambda self: any(side.disputes for side in self.sides))
    @rule(side=SIDE, pick=PICK, life=LIVES)
    def win(self, side, pick, life):
        side, now = self.pick_side(side, "disputes"), self.now
        dispute, until = self.pick(side.disputes, pick), now + timedelta(seconds=life)
        terms = {"actor": self.manager, "dispute": dispute, "expires_at": until, "now": now}
        self.act(
            side,
            lambda: acts.win(side.organization, **terms),
            lambda model, made: (
                [model.won(side.disputes[dispute], new(made, None, 0, until) if issued(made) else None)] and ["won"]
            ),
        )
        del side.disputes[dispute]

    # ---- the same again

    @precondition(lambda self: any(side.calls for side in self.sides))
    @rule(side=SIDE, pick=PICK)
    def again(self, side, pick):
        """16: the same request, whenever it comes again, gives the same answer and changes nothing."""
        side = self.pick_side(side, "calls")
        call, made = side.calls[pick % len(side.calls)]
        before = Entry.objects.count()
        assert call() == made
        assert Entry.objects.count() == before

    @precondition(lambda self: any(side.bought for side in self.sides))
    @rule(side=SIDE, pick=PICK)
    def the_bank_lies(self, side, pick):
        """16, R17, R18: a second credit of an order on other terms, or for somebody else, is refused."""
        side = self.pick_side(side, "bought")
        name, other = self.pick(side.bought, pick), self.sides[1 - self.sides.index(side)]
        for organization, more in [(side.organization, 1), (other.organization, 0)]:
            with pytest.raises(IdempotencyConflict):
                acts.buy(organization, Lot.objects.get(reference=name).amount + more, reference=name, now=self.now)

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


def test_the_ledger_is_what_the_policy_says(db):
    """Every kind of entry must have been booked, and enough of them, so that the run cannot shrink unseen."""
    counted.clear()
    nightly = settings.get_current_profile_name() == "nightly"

    run_state_machine_as_test(LedgerMachine, settings=NIGHTLY if nightly else CI)

    print(dict(counted))
    entries = {kind.value: counted[kind] for kind in EntryKind}
    assert sum(entries.values()) >= LEAST_ENTRIES, counted
    assert all(entries.values()), counted
