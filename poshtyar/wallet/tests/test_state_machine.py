"""The ledger against the policy: whatever is done in whatever order, both agree (docs/ledger.md, 8).

A nightly length, which prints what it executed; MACHINE_EXAMPLES and --hypothesis-seed make parts of a night:
pytest poshtyar/wallet/tests/test_state_machine.py --hypothesis-profile=nightly -s -o faulthandler_timeout=0
"""

import os
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import precondition, rule, run_state_machine_as_test

from poshtyar.common.errors import IdempotencyConflict
from poshtyar.wallet import operations as wallet
from poshtyar.wallet.models import Entry, EntryKind, Lot
from poshtyar.wallet.tests import coins as acts
from poshtyar.wallet.tests.machine.by_hand import ByHand
from poshtyar.wallet.tests.machine.customers import PICK, SIDE, counted
from poshtyar.wallet.tests.machine.work import Work

COMMON = {"deadline": None, "phases": [Phase.generate], "suppress_health_check": list(HealthCheck)}
CI = settings(max_examples=20, stateful_step_count=25, derandomize=True, **COMMON)
# Hypothesis takes the same examples again wherever CI is set, unless it is told not to.
LENGTH = int(os.environ.get("MACHINE_EXAMPLES", "2000"))
NIGHTLY = settings(print_blob=True, derandomize=False, max_examples=LENGTH, stateful_step_count=100, **COMMON)
# What an example books at least, by and large: a night's are four times as long.
CI_ENTRIES, NIGHTLY_ENTRIES = 15, 40


class LedgerMachine(Work, ByHand):
    """Everything that can be done with coins, while time passes and requests come again."""

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


def test_r2_the_ledger_is_what_the_policy_says(db):
    """Every kind of entry must have been booked, and enough of them, so that the run cannot shrink unseen."""
    counted.clear()
    is_night = settings.get_current_profile_name() == "nightly"
    length, least = (NIGHTLY, NIGHTLY_ENTRIES) if is_night else (CI, CI_ENTRIES)

    run_state_machine_as_test(LedgerMachine, settings=length)

    print(dict(counted))
    entries = {kind.value: counted[kind] for kind in EntryKind}
    assert counted["examples"] >= length.max_examples, counted
    assert sum(entries.values()) >= least * length.max_examples, counted
    assert all(entries.values()), counted
