"""resolve_payment …"""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.models import Order, OrderState, Payment, PaymentNote, PaymentResolution, PaymentState
from poshtyar.ordering.queries import ReceiptState, receipt_of
from poshtyar.outbox.models import OutgoingMessage
from poshtyar.wallet import queries as wallet
from tests.factories import minutes
from tests.loopback_bank import Reply
from tests.race import race

WHY = "Sent to the card that paid, tracking 5566."
DAY = minutes(24 * 60)


@pytest.fixture
def second(order, payment, bank, alice, now):
    """Alice paid twice, and her second payment needs a human."""
    bank.lies["inquiry"] = Reply(b"?", status=500)
    second = ordering.start_payment(order=order, actor=alice, now=now + minutes(1))
    bank.lies.clear()
    for each in (payment, second):
        bank.pay(each.authority)
        ordering.settle_payment(payment=each, now=now)
    return Payment.objects.get(pk=second.pk)


@pytest.fixture
def undecided(payment, bank, now):
    """The bank was unclear about Alice's only payment for a day."""
    bank.lies["verify"] = Reply(b"?", status=500)
    ordering.settle_payment(payment=payment, now=now + DAY)
    bank.lies.clear()
    return Payment.objects.get(pk=payment.pk)


def resolve(payment, actor, now, resolution=PaymentResolution.REFUNDED, reason=WHY):
    return ordering.resolve_payment(payment=payment, resolution=resolution, reason=reason, actor=actor, now=now)


def facts():
    return list(Event.objects.filter(kind="ordering.payment_resolved").order_by("pk"))


def coins_of(organization, now):
    return wallet.balance_of(organization, now).available


@pytest.mark.parametrize("resolution", [PaymentResolution.REFUNDED, PaymentResolution.CREDITED])
def test_b33_closes_a_second_payment_and_moves_no_coins(organization, second, leo, now, resolution):
    resolve(second, leo, now, resolution)

    second.refresh_from_db()
    assert (second.state, second.resolution, second.resolution_reason) == (PaymentState.RESOLVED, resolution, WHY)
    assert (second.resolved_by, second.resolved_at) == (leo, now)
    assert coins_of(organization, now) == 300
    [fact] = facts()
    assert (fact.actor, fact.organization) == (leo, organization)
    assert fact.data["resolution"] == resolution
    assert (fact.data["amount_rial"], fact.data["reason"]) == (66_000_000, WHY)


def test_b33_tells_the_customer_with_the_amount_and_the_reason(second, alice, leo, now):
    alice.language = "en"
    alice.save()
    run_due_jobs(now=now)
    OutgoingMessage.objects.all().delete()

    resolve(second, leo, now)
    run_due_jobs(now=now)

    sms = OutgoingMessage.objects.get(channel="sms")
    assert sms.to == alice.mobile
    assert sms.body.startswith(
        "We sent back your payment of 6,600,000 toman: “\u2068Sent to the card that paid, tracking 5566\u2069”."
    )


@pytest.mark.parametrize("who", ["alice", "bob", "charlie", "agnes"])
def test_is_for_leads_and_managers(second, who, now, request):
    with pytest.raises(NotAllowed):
        resolve(second, request.getfixturevalue(who), now)

    second.refresh_from_db()
    assert second.state == PaymentState.NEEDS_HUMAN
    assert facts() == []


def test_says_the_same_twice_once(second, mina, now):
    resolve(second, mina, now)
    again = resolve(second, mina, now + minutes(5))

    assert again.resolved_at == now
    assert len(facts()) == 1


def test_refuses_another_word_about_a_closed_payment(second, mina, leo, now):
    resolve(second, mina, now)

    with pytest.raises(ordering.PaymentNotWaiting):
        resolve(second, mina, now, PaymentResolution.CREDITED)
    with pytest.raises(ordering.PaymentNotWaiting):
        resolve(second, leo, now)
    assert Payment.objects.get(pk=second.pk).resolution == PaymentResolution.REFUNDED
    assert len(facts()) == 1


def test_refuses_a_payment_that_needs_nobody(payment, leo, now):
    with pytest.raises(ordering.PaymentNotWaiting):
        resolve(payment, leo, now)


def test_refuses_to_call_confirmed_money_unpaid(second, leo, now):
    with pytest.raises(ordering.MoneyHasCome):
        resolve(second, leo, now, PaymentResolution.NOT_PAID)

    assert facts() == []


def test_credits_nothing_afterwards_whatever_the_bank_says(organization, undecided, bank, leo, now):
    resolve(undecided, leo, now + DAY)
    bank.pay(undecided.authority)

    for _ in range(3):
        ordering.settle_payment(payment=undecided, now=now + DAY + minutes(1))

    assert Payment.objects.get().state == PaymentState.RESOLVED
    assert Order.objects.get().state == OrderState.PENDING
    assert coins_of(organization, now + DAY) == 0


def test_leaves_a_payment_found_unpaid_open_to_money_that_comes_after_all(organization, undecided, bank, leo, now):
    closed = resolve(undecided, leo, now + DAY, PaymentResolution.NOT_PAID)
    bank.pay(undecided.authority)

    paid = ordering.settle_payment(payment=undecided, now=now + DAY + minutes(1))

    assert (closed.state, paid.state) == (PaymentState.FAILED, PaymentState.PAID)
    assert coins_of(organization, now + DAY + minutes(1)) == 300


@pytest.mark.parametrize(
    ("act", "state"), [("pay", PaymentState.PAID), ("decline", PaymentState.FAILED), (None, PaymentState.FAILED)]
)
def test_is_not_needed_when_the_bank_speaks_clearly_at_last(undecided, bank, now, act, state):
    if act:
        getattr(bank, act)(undecided.authority)

    settled = ordering.settle_payment(payment=undecided, now=now + DAY + minutes(1))

    assert (settled.state, settled.note) == (state, "")


def test_is_still_needed_when_the_bank_stays_unclear(undecided, bank, now):
    bank.lies["verify"] = Reply(b"?", status=500)

    settled = ordering.settle_payment(payment=undecided, now=now + DAY + minutes(1))

    assert (settled.state, settled.note) == (PaymentState.NEEDS_HUMAN, PaymentNote.UNDECIDED)


def test_turns_the_receipt_of_an_unpaid_order(order, undecided, leo, now):
    before = receipt_of(order, order.placed_by, now).state
    resolve(undecided, leo, now + DAY)

    after = receipt_of(order, order.placed_by, now)
    assert (before, after.state) == (ReceiptState.NEEDS_HUMAN, ReceiptState.RESOLVED)
    assert after.payment.resolution_reason == WHY


def test_cannot_be_without_its_proof(second):
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.filter(pk=second.pk).update(state=PaymentState.RESOLVED, resolution="refunded")


@pytest.mark.django_db(transaction=True)
def test_closes_once_for_two_leads_at_once(second, leo, mina, now):
    def act(n):
        try:
            return resolve(second, [leo, mina][n], now + timedelta(seconds=n)).resolved_by
        except ordering.PaymentNotWaiting:
            return None

    answers = race(2, act)

    winner = Payment.objects.get(pk=second.pk).resolved_by
    assert sorted(map(str, answers)) == sorted(["None", str(winner)])
    assert len(facts()) == 1
