"""Coins that come, and coins that people move beside the work."""

from datetime import timedelta

from hypothesis import strategies as st
from hypothesis.stateful import initialize, precondition, rule

from poshtyar.wallet.models import Lot
from poshtyar.wallet.tests import coins as acts
from poshtyar.wallet.tests.machine.customers import COINS, LIVES, PICK, SIDE, Customers, issued, new


class ByHand(Customers):
    """Purchases, gifts, adjustments, refunds, undone work, disputes, later dates."""

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

    @rule(side=SIDE, coins=st.integers(3, 20), kept=st.integers(0, 2), first=st.integers(1, 19))
    def change_ones_mind(self, side, coins, kept, first):
        """Buy coins, let all but those set aside live longer, and give them back in two parts, or one too many."""
        before = len(self.sides[side].bought)
        self.buy(side, coins, 3_600, 100)
        if len(self.sides[side].bought) > before:
            if kept:
                self.hold(side, kept)
                self.extend_lot(self.sides[side], list(self.sides[side].bought.values())[before], 86_400)
            self.refund(side, before, first)
            self.refund(side, before, max(1, coins - first))

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
        self.extend_lot(side, self.pick(side.model.lots, pick), life)

    def extend_lot(self, side, pk, life):
        terms = self.by_hand()
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
