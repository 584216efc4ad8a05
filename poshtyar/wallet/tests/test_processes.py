"""R7, R8: eight processes at once do what they could have done one after the other (docs/ledger.md, 3)."""

import os

import pytest
from django.core.management import call_command

from poshtyar.wallet import operations as wallet
from poshtyar.wallet import queries
from poshtyar.wallet.models import TERMINAL, Entry, Hold
from poshtyar.wallet.tests.coins import buy, capture, counters, hold, release
from tests.crowd import crowd

pytestmark = pytest.mark.django_db(transaction=True)
PROCESSES = 8
TRIES = 20
# Once in every run, a hundred times when one wishes to be sure (`docs/promises.md`).
ROUNDS = range(int(os.environ.get("CROWD_ROUNDS", "1")))
each_round = pytest.mark.parametrize("round_", ROUNDS)


def hold_ten(organization, name) -> bool:
    """Try to set ten coins aside."""
    try:
        hold(organization, 10, reference=name)
    except wallet.NotEnoughCoins:
        return False
    return True


@each_round
def test_r7_of_160_holds_of_ten_on_300_coins_thirty_succeed(round_, organization):
    lot = buy(organization, 300)

    held = crowd(PROCESSES, lambda n: sum(hold_ten(organization, f"{n}:{i}") for i in range(TRIES)))

    assert sum(held) == 30
    assert counters(lot) == (0, 300, 0, 0, 0)
    call_command("check_ledger")


@each_round
def test_r7_one_key_that_comes_160_times_holds_once(round_, organization):
    lot = buy(organization, 300)

    answers = crowd(PROCESSES, lambda n: {hold(organization, 10).pk for _ in range(TRIES)})

    assert set().union(*answers) == {Hold.objects.get().pk}
    assert counters(lot) == (290, 10, 0, 0, 0)


@each_round
def test_r7_of_160_ways_to_settle_one_hold_one_counts(round_, organization):
    lot = buy(organization, 300)
    hold(organization, 200)

    def settle(n):
        """Use another number of coins each time, or free them all; return what was answered."""
        answers = set()
        for i in range(TRIES):
            try:
                entry = release() if (n + i) % 2 else capture(1 + n * TRIES + i)
                answers.add((entry.pk, entry.kind))
            except wallet.HoldClosed:
                answers.add(None)
        return answers

    answers = set().union(*crowd(PROCESSES, settle))

    settled = Entry.objects.get(kind__in=TERMINAL)
    assert answers == {None, (settled.pk, settled.kind)}
    used = sum(settled.movements.filter(dst="captured").values_list("amount", flat=True))
    assert counters(lot) == (300 - used, 0, used, 0, 0)


@each_round
def test_r8_two_wallets_in_opposite_order_lose_nothing_and_wait_for_nobody(round_, organization, charlie, now):
    sides = [organization, charlie.memberships.get().organization]
    for n, side in enumerate(sides):
        buy(side, 300, reference=f"order:{n}")

    def work(n):
        order = (0, 1) if n % 2 else (1, 0)
        return [(side, hold_ten(sides[side], f"{n}:{i}:{side}")) for i in range(TRIES) for side in order]

    done = [answer for answers in crowd(PROCESSES, work) for answer in answers]

    assert [done.count((side, True)) for side in (0, 1)] == [30, 30]
    balances = [queries.balance_of(side, now) for side in sides]
    assert [(balance.available, balance.held) for balance in balances] == [(0, 300), (0, 300)]
    call_command("check_ledger")
