"""Coins that work takes: set aside, set aside anew, used, freed."""

import copy

import pytest
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule

from poshtyar.wallet import operations as wallet
from poshtyar.wallet.models import Hold
from poshtyar.wallet.tests import coins as acts
from poshtyar.wallet.tests.machine.customers import COINS, PICK, SIDE, Customers


class Work(Customers):
    """What approving, delivering and cancelling does to coins."""

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
