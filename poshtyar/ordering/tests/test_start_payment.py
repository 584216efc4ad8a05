"""start_payment …"""

from datetime import timedelta

import pytest
from django.db import connection

from poshtyar.common.errors import NotAllowed
from poshtyar.events.models import Event
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.clients import GatewayUnavailable
from poshtyar.ordering.models import Order, OrderState, Payment, PaymentNote, PaymentState
from tests.loopback_bank import Reply, say
from tests.race import race


def kinds():
    return [event.kind for event in Event.objects.filter(kind__startswith="ordering.").order_by("pk")]


def test_asks_for_the_order_s_own_amount_and_sends_the_customer_to_the_bank(order, payment, bank, settings):
    step, asked = bank.asked[0]

    assert (step, asked["amount"], asked["currency"], asked["metadata"]) == (
        "request",
        66_000_000,
        "IRR",
        {"order_id": order.public_id},
    )
    assert asked["callback_url"] == f"{settings.SITE_URL}/payments/return/demo_bank/?order={order.public_id}"
    assert payment.redirect_url == f"{bank.url}/pg/StartPay/{payment.authority}/"
    assert (payment.state, payment.amount_rial) == (PaymentState.STARTED, 66_000_000)
    assert kinds() == ["ordering.order_placed", "ordering.payment_started"]


def test_goes_on_with_the_payment_that_is_open_at_the_bank(order, payment, alice, now):
    again = ordering.start_payment(order=order, actor=alice, now=now)

    assert again == payment
    assert Payment.objects.count() == 1


@pytest.mark.parametrize(("seconds", "is_the_same"), [(0, True), (9, True), (10, False)])
def test_goes_on_with_a_payment_that_has_just_begun_though_the_bank_is_silent(
    seconds, is_the_same, order, payment, bank, alice, now
):
    bank.lies["inquiry"] = Reply(b"?", status=500)

    again = ordering.start_payment(order=order, actor=alice, now=now + timedelta(seconds=seconds))

    assert (again == payment) == is_the_same


def start(order, actor, now):
    """Start a payment, or return the refusal; leave no connection behind in the bank's thread."""
    try:
        return ordering.start_payment(order=order, actor=actor, now=now)
    except (ordering.PaymentBeingStarted, GatewayUnavailable) as refusal:
        return refusal


def start_beside(step, order, bank, actor, now):
    """Let somebody come while the bank thinks about a step, when no lock of ours may make them wait.

    Return the list in which their answer will be.
    """
    answers, honest = [], getattr(bank, f"_{step}")

    def think(body):
        bank.lies.clear()
        answers.append(start(order, actor, now))
        connection.close()
        return honest(body)

    bank.lies[step] = think
    return answers


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("earlier", ["nothing", "a declined payment"])
def test_b33_asks_the_bank_once_for_five_at_once(earlier, order, bank, alice, now):
    if earlier != "nothing":
        bank.decline(ordering.start_payment(order=order, actor=alice, now=now).authority)
    before = Payment.objects.count()

    answers = race(5, lambda _: start(order, alice, now))

    assert Payment.objects.count() == before + 1
    assert [step for step, _ in bank.asked].count("request") == before + 1
    authority = Payment.objects.latest("pk").authority
    assert {answer.authority for answer in answers if isinstance(answer, Payment)} == {authority}
    assert all(isinstance(answer, (Payment, ordering.PaymentBeingStarted)) for answer in answers)
    assert ordering.start_payment(order=order, actor=alice, now=now).authority == authority


@pytest.mark.django_db(transaction=True)
def test_b33_refuses_at_once_while_the_bank_is_asked_to_open_one(order, bank, alice, now):
    told = start_beside("request", order, bank, alice, now)

    payment = ordering.start_payment(order=order, actor=alice, now=now)

    assert [type(answer) for answer in told] == [ordering.PaymentBeingStarted]
    assert "چند ثانیه" in told[0].message
    assert Payment.objects.get() == payment


@pytest.mark.django_db(transaction=True)
def test_returns_the_payment_that_began_while_the_bank_was_asked_about_an_earlier_one(order, bank, alice, now):
    bank.decline(ordering.start_payment(order=order, actor=alice, now=now).authority)
    began = start_beside("inquiry", order, bank, alice, now)

    payment = ordering.start_payment(order=order, actor=alice, now=now)

    assert began == [payment]
    assert Payment.objects.count() == 2


def test_tries_again_at_once_when_the_first_try_failed(order, bank, alice, now):
    bank.lies["request"] = Reply(b"?", status=500)
    assert isinstance(start(order, alice, now), GatewayUnavailable)
    bank.lies.clear()

    payment = ordering.start_payment(order=order, actor=alice, now=now)

    assert payment.authority
    assert [p.state for p in Payment.objects.order_by("pk")] == [PaymentState.FAILED, PaymentState.STARTED]


@pytest.mark.parametrize(("seconds", "is_tried"), [(9, False), (10, True)])
def test_tries_again_after_a_moment_when_the_process_died_over_the_first(seconds, is_tried, order, payment, alice, now):
    Payment.objects.update(authority=None)

    again = start(order, alice, now + timedelta(seconds=seconds))

    assert isinstance(again, Payment) == is_tried


def test_books_the_earlier_payment_if_the_bank_has_its_money(order, payment, bank, alice, now):
    bank.pay(payment.authority)

    again = ordering.start_payment(order=order, actor=alice, now=now)

    assert (again.pk, again.state) == (payment.pk, PaymentState.PAID)
    assert Order.objects.get().state == OrderState.PAID


def test_opens_another_payment_after_a_decline(order, payment, bank, alice, now):
    bank.decline(payment.authority)

    again = ordering.start_payment(order=order, actor=alice, now=now)

    assert again.authority not in (None, payment.authority)


def test_refuses_a_paid_order(order, payment, bank, alice, now):
    bank.pay(payment.authority)
    ordering.settle_payment(payment=payment, now=now)

    with pytest.raises(ordering.OrderNotPayable) as refusal:
        ordering.start_payment(order=order, actor=alice, now=now)
    assert "300" in refusal.value.message or "۳۰۰" in refusal.value.message


def test_b33_refuses_after_24_hours_to_the_second(order, bank, alice, now):
    day = timedelta(hours=24)

    with pytest.raises(ordering.OrderNotPayable):
        ordering.start_payment(order=order, actor=alice, now=now + day)
    assert ordering.start_payment(order=order, actor=alice, now=now + day - timedelta(seconds=1)).authority


@pytest.mark.parametrize("hours", [0, 25])
def test_refuses_while_a_colleague_looks_into_an_earlier_payment(order, payment, bank, alice, now, hours):
    Payment.objects.update(
        state=PaymentState.NEEDS_HUMAN, note=PaymentNote.UNDECIDED, decided_at=now, next_check_at=None
    )
    asked = len(bank.asked)

    with pytest.raises(ordering.OrderNotPayable) as refusal:
        ordering.start_payment(order=order, actor=alice, now=now + timedelta(hours=hours))

    assert "دوباره پرداخت نکنید" in refusal.value.message
    assert (Payment.objects.count(), len(bank.asked)) == (1, asked)


@pytest.mark.django_db(transaction=True)
def test_is_refused_too_when_the_payment_goes_to_a_colleague_meanwhile(order, payment, bank, alice, now):
    def inquire(_):
        # The bank's answer to somebody else is booked while it is asked for us.
        Payment.objects.update(
            state=PaymentState.NEEDS_HUMAN, note=PaymentNote.MISMATCH, decided_at=now, next_check_at=None
        )
        connection.close()
        return say({"code": 100, "message": "Success", "status": "FAILED"})

    bank.lies["inquiry"] = inquire
    with pytest.raises(ordering.OrderNotPayable):
        ordering.start_payment(order=order, actor=alice, now=now)

    assert Payment.objects.count() == 1


@pytest.mark.parametrize("who", ["bob", "charlie", "agnes", "mina"])
def test_b32_lets_nobody_but_owners_pay(order, bank, now, who, request):
    with pytest.raises(NotAllowed):
        ordering.start_payment(order=order, actor=request.getfixturevalue(who), now=now)

    assert bank.asked == []


@pytest.mark.parametrize(
    "reply", [Reply(b"<html>", status=502), say(errors={"code": -11, "message": "Inactive.", "validations": []})]
)
def test_closes_the_payment_when_the_bank_cannot_be_asked(order, bank, alice, now, reply):
    bank.lies["request"] = reply

    with pytest.raises(GatewayUnavailable):
        ordering.start_payment(order=order, actor=alice, now=now)

    payment = Payment.objects.get()
    assert (payment.state, payment.note) == (PaymentState.FAILED, PaymentNote.NEVER_SENT)


def test_r17_never_shares_an_authority_between_two_payments(order, payment, bank, alice, now):
    bank.decline(payment.authority)
    bank.lies["request"] = say({"code": 100, "authority": payment.authority})

    with pytest.raises(GatewayUnavailable):
        ordering.start_payment(order=order, actor=alice, now=now)

    assert [(p.authority, p.state) for p in Payment.objects.order_by("pk")] == [
        (payment.authority, PaymentState.STARTED),
        (None, PaymentState.FAILED),
    ]


def test_refuses_when_no_gateway_is_set_up(order, alice, now, settings):
    settings.PAYMENT_GATEWAY = ""

    with pytest.raises(GatewayUnavailable):
        ordering.start_payment(order=order, actor=alice, now=now)
