"""R1: whichever statement of an act by hand fails, neither coins nor requests have moved."""

import pytest
from django.core.management import call_command

from poshtyar.quotes.tests import world
from poshtyar.treasury import operations as treasury
from poshtyar.treasury.acts import KINDS, Adding, Chargeback, Extension, Gift, Refund, Taking, Undoing, Winning
from poshtyar.treasury.tests.asking import ask
from poshtyar.wallet.tests.coins import YEAR, buy, charge_back
from tests.factories import NOW
from tests.nth_statement import operations_of, sweep

LATER = NOW + YEAR + YEAR
# Takes back what it does, and leaves nothing to sweep.
NOT_SWEPT = {"rehearse"}
# Each on 30 coins of an order, 40 of one that is disputed, and work that used 50 of 300.
ACTS = {
    "gift": lambda work: Gift(40, LATER),
    "adding": lambda work: Adding(40, LATER),
    "taking": lambda work: Taking(40),
    "extension": lambda work: Extension(work.organization.wallet.lots.get(reference="order:1").pk, LATER),
    "refund": lambda work: Refund("order:1", 20),
    "chargeback": lambda work: Chargeback("order:1", "d-2"),
    "winning": lambda work: Winning("d-1", LATER),
    "undoing": lambda work: Undoing(work.quote.pk, 20, LATER),
}


class Work:
    """An organization's coins and the work that used some of them, and who acts on them."""

    def __init__(self, organization, quote, leo, mina, mona) -> None:
        self.organization, self.quote, self.leo, self.mina, self.mona = organization, quote, leo, mina, mona

    def asked(self, act):
        return ask(self.organization, act, actor=self.mina)


@pytest.fixture
def work(organization, alice, agnes, leo, mina, mona, now):
    buy(organization, 30)
    buy(organization, 40, reference="order:disputed")
    charge_back(organization, actor=mina, reference="order:disputed")
    quote = world.deliver(organization, 50, of=300, customer=alice, staff=agnes, now=now)
    return Work(organization, quote, leo, mina, mona)


@pytest.mark.parametrize("act", ACTS)
def test_r1_carry_out_does_an_act_or_leaves_nothing(work, act):
    assert sweep(lambda: work.asked(ACTS[act](work))) > 5
    call_command("check_ledger")


@pytest.mark.parametrize("act", ACTS)
def test_r1_carry_out_asks_for_a_large_act_or_leaves_nothing(work, act, settings):
    settings.FOUR_EYES_COINS = 0

    assert sweep(lambda: work.asked(ACTS[act](work))) > 5
    call_command("check_ledger")


@pytest.mark.parametrize("act", ACTS)
def test_r1_approve_request_does_an_act_or_leaves_nothing(work, act, settings, now):
    settings.FOUR_EYES_COINS = 0
    request = work.asked(ACTS[act](work))

    assert sweep(lambda: treasury.approve_request(coin_request=request, actor=work.mona, now=now)) > 5
    call_command("check_ledger")


def test_r1_reject_request_leaves_nothing_or_the_reason(work, now):
    request = work.asked(None)

    assert sweep(lambda: treasury.reject_request(coin_request=request, reason="No.", actor=work.mona, now=now)) > 2


def test_r1_withdraw_request_leaves_nothing_or_is_done(work, now):
    request = work.asked(None)

    assert sweep(lambda: treasury.withdraw_request(coin_request=request, actor=work.mina, now=now)) > 2


def test_every_act_and_every_operation_is_swept(work):
    swept = {"carry_out", "approve_request", "reject_request", "withdraw_request"}

    assert {type(act(work)) for act in ACTS.values()} == set(KINDS)
    assert swept | NOT_SWEPT == operations_of(treasury)
