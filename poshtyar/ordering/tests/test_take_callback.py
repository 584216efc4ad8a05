"""take_callback …"""

from datetime import timedelta

from poshtyar.events.models import Event
from poshtyar.jobs.models import Job
from poshtyar.jobs.operations import run_due_jobs
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.models import Order, OrderState, Payment, PaymentState
from tests.loopback_bank import Reply


def test_settles_the_payment_of_the_authority(order, payment, bank, now):
    bank.pay(payment.authority)

    taken = ordering.take_callback(payment=payment, claimed_order=order.public_id, now=now)

    assert taken.state == PaymentState.PAID
    assert not Event.objects.filter(kind="ordering.callback_mismatched").exists()


def test_r17_leaves_the_order_unpaid_that_came_with_another_one_s_authority(
    organization, order, payment, bank, essential, alice, now
):
    other = ordering.place_order(
        organization=organization, package=essential, nonce="order-nonce-00002", actor=alice, now=now
    )
    bank.pay(payment.authority)

    ordering.take_callback(payment=payment, claimed_order=other.public_id, now=now)

    other.refresh_from_db()
    event = Event.objects.get(kind="ordering.callback_mismatched")
    assert other.state == OrderState.PENDING
    assert Order.objects.get(pk=order.pk).state == OrderState.PAID
    assert event.data == {"order_id": order.pk, "coins": 300, "origin": "", "claimed_order": other.public_id}


def test_r20_asks_again_soon_when_the_bank_was_unclear(payment, bank, now):
    bank.pay(payment.authority)
    bank.lies["verify"] = Reply(b"<html>")

    taken = ordering.take_callback(payment=payment, claimed_order="", now=now)
    bank.lies.clear()
    run_due_jobs(now=now + timedelta(seconds=19))
    early = Payment.objects.get().state
    run_due_jobs(now=now + timedelta(seconds=20))

    assert (taken.state, early) == (PaymentState.STARTED, PaymentState.STARTED)
    assert Payment.objects.get().state == PaymentState.PAID


def test_writes_no_second_retry_for_a_page_that_is_refreshed(payment, now):
    for _ in range(3):
        ordering.take_callback(payment=payment, claimed_order="", now=now)

    assert Job.objects.filter(task="ordering.settle_payment").count() == 1
