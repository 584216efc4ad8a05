"""Orders and payments against the policy (B33, R16 to R21): whatever the bank says, coins follow money.

A nightly length, which prints what it executed; MACHINE_EXAMPLES and --hypothesis-seed make parts of a night:
pytest poshtyar/ordering/tests/test_bank_machine.py --hypothesis-profile=nightly -s -o faulthandler_timeout=0
"""

import os
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta

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

from poshtyar.catalog.models import Package
from poshtyar.common.errors import DomainError
from poshtyar.entitlements.models import OwnedPackage
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.clients import GATEWAYS
from poshtyar.ordering.models import (
    ORDER_MOVES,
    PAYMENT_MOVES,
    Order,
    OrderState,
    Payment,
    PaymentResolution,
    PaymentState,
)
from poshtyar.ordering.tests.lying_gateway import LIES, LyingGateway
from poshtyar.wallet.queries import lots_of
from tests import factories
from tests.ready_made import put_default_catalog

COMMON = {"deadline": None, "phases": [Phase.generate], "suppress_health_check": list(HealthCheck)}
CI = settings(max_examples=10, stateful_step_count=20, derandomize=True, **COMMON)
# Hypothesis takes the same examples again wherever CI is set, unless it is told not to.
LENGTH = int(os.environ.get("MACHINE_EXAMPLES", "1000"))
NIGHTLY = settings(print_blob=True, derandomize=False, max_examples=LENGTH, stateful_step_count=100, **COMMON)
PICK, SIDE = st.integers(0, 97), st.integers(0, 1)
DAY = timedelta(days=1)
counted: Counter = Counter()


@dataclass
class Bought:
    """What the policy knows of an order: whose it is, its frozen coins, its end, and whether money has paid it."""

    side: int
    coins: int
    ends_at: object
    paid: bool = False


class BankMachine(RuleBasedStateMachine):
    """Two customers, a manager who changes packages, and a bank."""

    def __init__(self):
        super().__init__()
        self.savepoint, self.now, self.number = transaction.savepoint(), factories.NOW, 0
        self.bank = GATEWAYS["lying"] = LyingGateway()
        put_default_catalog()
        self.lead = factories.make_user("Lead", "lead")
        self.owners = [factories.make_user(f"Owner {n}") for n in (1, 2)]
        self.sides = [factories.make_organization(owner) for owner in self.owners]
        self.orders: dict[int, Bought] = {}
        self.standing: dict[tuple, str] = {}

    def teardown(self):
        transaction.savepoint_rollback(self.savepoint)

    @invariant()
    def coins_follow_money(self):
        """One lot of the frozen coins for each order that money paid, and nothing else."""
        credited = [(n, lot.reference, lot.available) for n in (0, 1) for lot in lots_of(self.sides[n], self.now)]
        owed = [(bought.side, f"order:{pk}", bought.coins) for pk, bought in self.orders.items() if bought.paid]
        assert sorted(credited) == sorted(owed)
        paid = {order.pk for order in Order.objects.filter(state=OrderState.PAID)}
        assert paid == {pk for pk, bought in self.orders.items() if bought.paid}
        assert OwnedPackage.objects.count() == len(paid) == Payment.objects.filter(state=PaymentState.PAID).count()

    @invariant()
    def states_move_as_the_tables_say(self):
        for model, moves in ((Order, ORDER_MOVES), (Payment, PAYMENT_MOVES)):
            for pk, state in model.objects.values_list("pk", "state"):
                before = self.standing.setdefault((model, pk), state)
                assert state == before or state in moves[before], f"{model.__name__}: {before} to {state}"
                self.standing[model, pk] = state

    # ---- time

    @rule(hours=st.sampled_from([1, 5, 23]))
    def wait(self, hours):
        self.now += timedelta(hours=hours)

    @precondition(lambda self: self.orders)
    @rule(pick=PICK, step=st.sampled_from([-1, 0, 1]))
    def jump_to_an_end(self, pick, step):
        """Go to an order's last second, to its end, or to the second after."""
        self.now = max(self.now, self.pick(self.orders.values(), pick).ends_at + timedelta(seconds=step))

    @rule()
    def end_orders(self):
        ordering.expire_orders(now=self.now)

    # ---- people

    @initialize()
    def begin(self):
        """Each example begins with one purchase of each kind: in good faith, with each lie, unpaid, paid twice."""
        for side, lie in [(0, ""), *((1, lie) for lie in LIES)]:
            self.buy(side, 0, lie)
        self.ask(0, "", 1, 0)
        self.place(0, 2)
        self.start(len(self.orders) - 1)
        self.ask(Payment.objects.count() - 1, "", 0, 0)
        self.pay_twice(0, 1, late=True)
        self.resolve(0, PaymentResolution.REFUNDED)
        counted["examples"] += 1

    @rule(side=SIDE, pick=PICK)
    def place(self, side, pick):
        self.number += 1
        package = Package.objects.order_by("pk")[pick % 3]
        terms = {"organization": self.sides[side], "package": package, "nonce": f"form-of-the-machine-{self.number}"}
        order = ordering.place_order(actor=self.owners[side], now=self.now, **terms)
        self.orders[order.pk] = Bought(side, package.coins, order.expires_at)

    @rule(pick=PICK, coins=st.integers(1, 999))
    def change_a_package(self, pick, coins):
        """Orders keep their terms."""
        Package.objects.filter(pk=Package.objects.order_by("pk")[pick % 3].pk).update(coins=coins)

    @precondition(lambda self: self.orders)
    @rule(pick=PICK)
    def start(self, pick):
        """A payment begins in an order's life alone, and never of one that is paid or with a colleague."""
        pk = self.pick(self.orders, pick)
        bought, order = self.orders[pk], Order.objects.get(pk=pk)
        in_doubt = order.payments.waiting_for_human().exists()
        may = not bought.paid and not in_doubt and self.now < bought.ends_at
        earlier = order.payments.filter(state=PaymentState.STARTED).order_by("-pk").first()
        try:
            payment = ordering.start_payment(order=order, actor=self.owners[bought.side], now=self.now)
        except ordering.OrderNotPayable:
            assert not may
        else:
            assert may
            # Impatience pays once: the bank is asked about the payment that is open, and its money is booked.
            if earlier and self.bank.standings[earlier.authority] == "paid":
                assert payment.pk == earlier.pk
                self.policy(payment.pk, "")

    @precondition(lambda self: self.bank.standings)
    @rule(pick=PICK, standing=st.sampled_from(["paid", "paid", "declined"]))
    def decide_at_the_bank(self, pick, standing):
        authority = self.pick(self.bank.standings, pick)
        if self.bank.standings[authority] != "paid":
            self.bank.standings[authority] = standing

    @rule(side=SIDE, pick=PICK, lie=st.sampled_from(["", *LIES]))
    def buy(self, side, pick, lie):
        """Order, pay, and come back, while the bank is honest or not."""
        self.place(side, pick)
        self.start(len(self.orders) - 1)
        self.bank.standings[list(self.bank.standings)[-1]] = "paid"
        self.ask(Payment.objects.count() - 1, lie, 0, pick)

    @rule(side=SIDE, pick=PICK, late=st.booleans())
    def pay_twice(self, side, pick, late):
        """Pay while the first payment seems lost, and come back from both, in time or a day later."""
        self.place(side, pick)
        order = Order.objects.latest("pk")
        self.bank.lie = "silence"
        for _ in range(2):
            payment = ordering.start_payment(order=order, actor=self.owners[side], now=self.now)
            self.bank.standings[payment.authority] = "paid"
            # Whoever tries again within a moment is sent to the same page.
            self.now += timedelta(minutes=1)
        self.now += DAY if late else timedelta()
        for step in (1, 2):
            self.ask(Payment.objects.count() - step, "", 1, 0)

    # ---- what the bank says

    @precondition(lambda self: self.bank.standings)
    @rule(pick=PICK, lie=st.sampled_from(["", "", "", *LIES]), door=st.integers(0, 2), claimed=PICK)
    def ask(self, pick, lie, door, claimed):
        """Come back from the bank, with any order's name on the address, or let a job ask, once or twice."""
        payment = self.pick(list(Payment.objects.order_by("pk")), pick)
        self.bank.lie = lie
        self.bank.used = Payment.objects.exclude(reference="").values_list("reference", flat=True).last() or ""
        if lie == "a number used before" and self.bank.used in ("", f"number of {payment.authority}"):
            self.bank.lie = "another amount"
        for _ in range(1 + door % 2):
            if door == 0:
                order = Order.objects.get(pk=self.pick(self.orders, claimed))
                ordering.take_callback(payment=payment, claimed_order=order.public_id, now=self.now)
            else:
                ordering.settle_payment(payment=Payment.objects.get(pk=payment.pk), now=self.now)
        self.policy(payment.pk, self.bank.lie)
        self.bank.lie = ""

    @rule()
    def ask_about_all_that_are_due(self):
        for payment in Payment.objects.due_for_check(self.now).order_by("pk"):
            ordering.settle_payment(payment=payment, now=self.now)
            self.policy(payment.pk, "")

    @precondition(lambda self: Payment.objects.waiting_for_human().exists())
    @rule(pick=PICK, resolution=st.sampled_from(PaymentResolution))
    def resolve(self, pick, resolution):
        """A lead sends money back, counts it elsewhere, or finds that none came; no coins move."""
        payment = self.pick(list(Payment.objects.waiting_for_human().order_by("pk")), pick)
        terms = {"resolution": resolution, "reason": "The bank's letter.", "actor": self.lead, "now": self.now}
        try:
            ordering.resolve_payment(payment=payment, **terms)
            counted["resolved"] += 1
        except DomainError as refusal:
            counted[refusal.code] += 1

    # ---- the policy

    def policy(self, pk: int, lie: str) -> None:
        """Only a clear answer about this payment and its amount is money, for one payment of an order."""
        payment = Payment.objects.get(pk=pk)
        bought = self.orders[payment.order_id]
        is_money = self.bank.standings[payment.authority] == "paid" and lie in ("", "not paid")
        if payment.state == PaymentState.RESOLVED or (bought.paid and payment.state == PaymentState.PAID):
            counted["again"] += 1
        elif lie == "" and is_money and not bought.paid:
            bought.paid = True
            counted["late money" if self.now >= bought.ends_at else "money"] += 1
            assert payment.state == PaymentState.PAID
        elif lie == "" and is_money:
            counted["second payment"] += 1
            assert payment.state == PaymentState.NEEDS_HUMAN
        else:
            counted[lie or "no money"] += 1
            assert payment.state != PaymentState.PAID

    def pick(self, things, pick: int):
        return list(things)[pick % len(things)]


def test_r2_coins_follow_money_whatever_the_bank_says(db, settings):
    """Every kind of answer must have come, so that the run cannot shrink unseen."""
    settings.PAYMENT_GATEWAY, length = "lying", NIGHTLY if is_nightly() else CI
    counted.clear()
    try:
        run_state_machine_as_test(BankMachine, settings=length)
    finally:
        GATEWAYS.pop("lying", None)

    print(dict(counted))
    wanted = {"money", "late money", "second payment", "no money", "again", "resolved", *LIES}
    assert wanted <= counted.keys(), wanted - counted.keys()
    assert counted["examples"] >= length.max_examples, counted
    assert sum(counted.values()) >= 12 * length.max_examples, counted


def is_nightly() -> bool:
    return settings.get_current_profile_name() == "nightly"


@pytest.mark.parametrize("lie", LIES)
def test_the_bank_of_this_test_lies_in_each_way(lie):
    bank = LyingGateway()
    authority = bank.request(100, "", "", "")
    bank.standings[authority], bank.used = "paid", "number of A0"
    honest = bank.verify(authority, 100)

    bank.lie = lie

    assert bank.verify(authority, 100) != honest
