"""reconcile_payments …"""

from datetime import timedelta

import pytest

from poshtyar.events.models import Event
from poshtyar.jobs.models import Job
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.models import CHECKS, Payment, PaymentNote, PaymentState
from poshtyar.wallet import queries as wallet
from tests.factories import minutes
from tests.loopback_bank import Reply


def reconcile(now):
    ordering.reconcile_payments(now=now)
    run_due_jobs(now=now)


def verifications(bank):
    return sum(step == "verify" for step, _ in bank.asked)


def test_r19_credits_money_whose_callback_never_came_within_a_minute_or_two(organization, payment, bank, now):
    bank.pay(payment.authority)

    reconcile(now + timedelta(seconds=59))
    before = wallet.balance_of(organization, now).available
    reconcile(now + minutes(1))

    assert before == 0
    assert wallet.balance_of(organization, now + minutes(1)).available == 300
    assert Payment.objects.get().state == PaymentState.PAID


def test_r19_asks_after_1_5_15_and_60_minutes_and_then_every_hour_for_a_day(payment, bank, now):
    asked_at = []
    for minute in range(24 * 60 + 2):
        before = verifications(bank)
        if Payment.objects.due_for_check(now + minutes(minute)).exists():
            reconcile(now + minutes(minute))
        if verifications(bank) > before:
            asked_at.append(minute)

    assert asked_at == [1, 5, 15, *range(60, 24 * 60 + 1, 60)]
    assert len(CHECKS) == 27


def test_gives_an_unclear_payment_to_a_human_after_a_day(payment, bank, now):
    bank.lies["verify"] = Reply(b"?", status=500)

    reconcile(now + minutes(24 * 60 - 1))
    still = Payment.objects.get().state
    reconcile(now + minutes(24 * 60))

    payment.refresh_from_db()
    assert still == PaymentState.STARTED
    assert (payment.state, payment.note) == (PaymentState.NEEDS_HUMAN, PaymentNote.UNDECIDED)
    assert Event.objects.filter(kind="ordering.payment_needs_human").count() == 1


def test_calls_a_bank_page_that_nobody_used_for_a_day_not_paid(payment, bank, now):
    reconcile(now + minutes(24 * 60))

    assert Payment.objects.get().state == PaymentState.FAILED


@pytest.mark.parametrize("decide", ["pay", "decline"])
def test_asks_no_more_once_it_is_decided(payment, bank, now, decide):
    getattr(bank, decide)(payment.authority)
    reconcile(now + minutes(1))
    asked = len(bank.asked)

    reconcile(now + minutes(60))

    assert len(bank.asked) == asked


def test_writes_one_job_for_one_moment_however_often_it_runs(payment, now):
    for _ in range(3):
        ordering.reconcile_payments(now=now + minutes(1))

    assert Job.objects.filter(task="ordering.settle_payment").count() == 1
