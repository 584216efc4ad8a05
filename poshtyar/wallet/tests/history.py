"""A random life of a wallet: everything that can be done with coins, in any order."""

import os
import random
from datetime import datetime, timedelta

from poshtyar.common.errors import DomainError
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.models import Lot
from poshtyar.wallet.tests import coins as acts

DAY = timedelta(days=1)
# A few lives in every run, a thousand when one wishes to be sure (`docs/promises.md`).
HISTORIES = int(os.environ.get("HISTORIES", "0"))


def seeds(few: int) -> range:
    """Return the seeds of so many lives, or of as many as one wishes."""
    return range(HISTORIES or few)


class History:
    """Acts on one wallet, the same ones for the same seed; what the ledger refuses is passed over."""

    def __init__(self, organization, manager, *, seed: int, start: datetime) -> None:
        self.organization, self.manager, self.moment = organization, manager, start
        self.dice, self.name, self.done, self.steps = random.Random(seed), "", 0, 0
        self.open: list[tuple[str, int]] = []
        self.used: list[str] = []
        self.bought: list[str] = []
        self.disputes: list[str] = []

    def run(self, steps: int) -> datetime:
        """Do so many acts, and return a moment at the end of them or some days later."""
        # An act that finds nothing to act on is none, so what makes something to act on comes more often.
        chances = [*[self.buy] * 4, self.gift, *[self.hold] * 4, *[self.capture] * 2, self.release]
        chances += [self.replace, self.refund, self.charge_back, self.win, self.adjust, self.extend, self.undo]
        for _ in range(steps):
            self.moment += timedelta(days=self.dice.choice([0, 0, 0, 1, 4]))
            self.steps += 1
            self.name = f"{self.organization.pk}-{self.steps}"
            try:
                self.dice.choice(chances)()
                self.done += 1
            except DomainError:
                continue
        return self.moment + timedelta(days=self.dice.choice([0, 5]))

    @property
    def by_hand(self) -> dict:
        return {"actor": self.manager, "key": self.name, "now": self.moment}

    def some_day(self) -> datetime:
        return self.moment + self.dice.randint(1, 12) * DAY

    def buy(self):
        coins, price = self.dice.randint(1, 60), self.dice.randint(0, 10_000)
        terms = {"reference": self.name, "price_rial": price, "now": self.moment, "expires_at": self.some_day()}
        acts.buy(self.organization, coins, **terms)
        self.bought.append(self.name)

    def gift(self):
        acts.gift(self.organization, self.dice.randint(1, 9), expires_at=self.moment + 3 * DAY, **self.by_hand)

    def hold(self):
        made = acts.hold(self.organization, self.dice.randint(1, 40), reference=self.name, now=self.moment)
        self.open.append((self.name, made.amount))

    def replace(self):
        if self.open:
            old, amount = self.open[-1]
            terms = {"old_reference": old, "reference": self.name, "actor": None, "now": self.moment}
            coins = self.dice.randint(1, amount + 5)
            wallet.replace_hold(organization=self.organization, coins=coins, fee=0, **terms)
            self.open[-1] = (self.name, coins)

    def capture(self):
        if self.open:
            name, amount = self.open.pop(self.dice.randrange(len(self.open)))
            acts.capture(self.dice.randint(0, amount), reference=name, now=self.moment)
            self.used.append(name)

    def release(self):
        if self.open:
            name, _ = self.open.pop(self.dice.randrange(len(self.open)))
            by_agency = self.dice.random() < 0.5
            acts.release(reference=name, actor=self.manager, now=self.moment, by_agency=by_agency)

    def refund(self):
        if self.bought:
            name = self.dice.choice(self.bought)
            acts.refund(self.organization, self.dice.randint(1, 20), reference=name, **self.by_hand)

    def charge_back(self):
        if self.bought:
            terms = {"reference": self.dice.choice(self.bought), "actor": self.manager, "now": self.moment}
            acts.charge_back(self.organization, dispute=self.name, **terms)
            self.disputes.append(self.name)

    def win(self):
        if self.disputes:
            terms = {"actor": self.manager, "now": self.moment, "expires_at": self.some_day()}
            acts.win(self.organization, dispute=self.disputes.pop(), **terms)

    def adjust(self):
        terms = {"expires_at": self.some_day(), **self.by_hand}
        acts.adjust(self.organization, self.dice.choice([-20, -5, -1, 3, 15]), **terms)

    def extend(self):
        lots = list(Lot.objects.filter(wallet__organization=self.organization, available__gt=0).order_by("id"))
        if lots:
            acts.extend(self.organization, self.dice.choice(lots), self.some_day() + 3 * DAY, **self.by_hand)

    def undo(self):
        if self.used:
            terms = {"reference": self.dice.choice(self.used), "expires_at": self.some_day(), **self.by_hand}
            acts.undo(self.dice.randint(1, 20), **terms)
