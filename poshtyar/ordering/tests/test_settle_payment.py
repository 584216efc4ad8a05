"""settle_payment …"""

from datetime import UTC, datetime, timedelta

import pytest
from django.db import OperationalError, connection

from poshtyar.catalog import operations as catalog
from poshtyar.entitlements.models import OwnedPackage
from poshtyar.entitlements.queries import rights_of
from poshtyar.events.models import Event
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.models import Order, OrderState, Payment, PaymentNote, PaymentState
from poshtyar.wallet import queries as wallet
from tests.loopback_bank import Reply, say
from tests.race import race


def settle(payment, now):
    return ordering.settle_payment(payment=Payment.objects.get(pk=payment.pk), now=now)


def kinds():
    return [event.kind for event in Event.objects.filter(kind__startswith="ordering.").order_by("pk")][2:]


def coins_of(organization, now):
    return wallet.balance_of(organization, now).available


def test_pays_the_order_credits_the_lot_and_starts_the_package_together(organization, order, payment, bank, now):
    bank.pay(payment.authority)

    settled = settle(payment, now)

    order.refresh_from_db()
    assert (settled.state, settled.reference, settled.card) == (
        PaymentState.PAID,
        str(bank.payments[payment.authority]["ref_id"]),
        "502229******5995",
    )
    assert (order.state, order.paid_at) == (OrderState.PAID, now)
    assert [(lot.reference, lot.available) for lot in wallet.lots_of(organization, now)] == [(order.lot_reference, 300)]
    assert rights_of(organization, now).has_package
    assert kinds() == ["ordering.order_paid"]


def test_b2_coins_are_usable_to_the_end_of_the_local_day_365_days_later(organization, order, payment, bank, now):
    bank.pay(payment.authority)
    settle(payment, now)

    # Bought on 28 November 2026; the last instant is the end of 28 November 2027 in Tehran.
    end = datetime(2027, 11, 28, 20, 30, tzinfo=UTC)
    assert coins_of(organization, end - timedelta(seconds=1)) == 300
    assert coins_of(organization, end) == 0
    assert rights_of(organization, end - timedelta(seconds=1)).has_package
    assert not rights_of(organization, end).has_package


def test_b2_the_year_begins_with_the_payment(organization, payment, bank, now):
    bank.pay(payment.authority)

    # Ordered in the morning of 28 November, paid after midnight.
    settle(payment, now + timedelta(hours=20))

    end = datetime(2027, 11, 29, 20, 30, tzinfo=UTC)
    assert coins_of(organization, end - timedelta(seconds=1)) == 300
    assert coins_of(organization, end) == 0


def test_b6_another_package_can_be_bought_when_a_year_has_passed(organization, order, payment, bank, essential, alice):
    bank.pay(payment.authority)
    settle(payment, order.placed_at)
    later = order.placed_at + timedelta(days=400)

    again = ordering.place_order(
        organization=organization, package=essential, nonce="order-nonce-00002", actor=alice, now=later
    )
    second = ordering.start_payment(order=again, actor=alice, now=later)
    bank.pay(second.authority)
    settle(second, later)

    assert coins_of(organization, later) == 300
    assert Order.objects.filter(state=OrderState.PAID).count() == 2


def test_books_once_however_often_it_is_called(organization, payment, bank, now):
    bank.pay(payment.authority)

    for _ in range(20):
        settle(payment, now)

    assert coins_of(organization, now) == 300
    assert kinds() == ["ordering.order_paid"]


def test_r16_books_once_what_was_booked_while_the_bank_was_asked(organization, payment, bank, now):
    bank.pay(payment.authority)
    settle(payment, now)

    # This one was read before the money was booked, and asked the bank after it.
    settled = ordering.settle_payment(payment=payment, now=now)

    assert settled.state == PaymentState.PAID
    assert coins_of(organization, now) == 300
    assert kinds() == ["ordering.order_paid"]


def test_takes_already_verified_for_money_when_the_first_answer_was_lost(organization, payment, bank, now):
    bank.pay(payment.authority)
    bank.payments[payment.authority]["state"] = "verified"

    assert settle(payment, now).state == PaymentState.PAID
    assert coins_of(organization, now) == 300


def test_says_not_paid_only_when_the_bank_says_so_twice(organization, payment, bank, now):
    bank.decline(payment.authority)

    assert settle(payment, now).state == PaymentState.FAILED
    assert [step for step, _ in bank.asked] == ["request", "verify", "inquiry"]
    assert coins_of(organization, now) == 0
    assert kinds() == ["ordering.payment_failed"]


@pytest.mark.parametrize("inquiry", [None, say({"code": 100, "status": "PAID"}), Reply(b"?", status=500)])
def test_r19_leaves_a_payment_started_while_anything_is_unclear(payment, bank, now, inquiry):
    bank.lies["inquiry"] = inquiry

    settled = settle(payment, now)

    assert (settled.state, settled.last_checked_at) == (PaymentState.STARTED, now)
    assert kinds() == []


def test_says_not_paid_when_the_bank_knows_no_such_session(payment, bank, now):
    bank.decline(payment.authority)
    bank.lies["inquiry"] = say(errors={"code": -51, "message": "Session is not valid, session is not active paid try."})

    assert settle(payment, now).state == PaymentState.FAILED


def test_says_not_paid_once(payment, bank, now):
    bank.decline(payment.authority)
    settle(payment, now)

    settled = settle(payment, now + timedelta(minutes=5))

    assert (settled.state, settled.decided_at) == (PaymentState.FAILED, now)
    assert kinds() == ["ordering.payment_failed"]


def test_credits_money_that_comes_after_a_failure(organization, payment, bank, now):
    bank.decline(payment.authority)
    settle(payment, now)
    bank.pay(payment.authority)

    assert settle(payment, now).state == PaymentState.PAID
    assert coins_of(organization, now) == 300


@pytest.mark.parametrize("amount", [6_600_000, 660_000_000, 65_999_999])
def test_r18_credits_nothing_for_another_amount(organization, payment, bank, now, amount):
    bank.pay(payment.authority)
    bank.payments[payment.authority]["amount"] = amount

    settled = settle(payment, now)
    settle(payment, now)

    assert (settled.state, settled.note) == (PaymentState.NEEDS_HUMAN, PaymentNote.MISMATCH)
    assert coins_of(organization, now) == 0
    assert kinds() == ["ordering.payment_needs_human"]
    assert {body["amount"] for step, body in bank.asked if step == "verify"} == {66_000_000}


def test_r18_credits_nothing_when_the_row_changed_while_the_bank_was_asked(organization, payment, bank, now):
    bank.pay(payment.authority)
    stale = Payment.objects.get(pk=payment.pk)
    Payment.objects.update(amount_rial=70_000_000)

    settled = ordering.settle_payment(payment=stale, now=now)

    assert (settled.state, settled.note) == (PaymentState.NEEDS_HUMAN, PaymentNote.MISMATCH)
    assert coins_of(organization, now) == 0


def test_r17_credits_nothing_for_a_bank_number_that_paid_another_order(
    organization, order, payment, bank, essential, alice, now
):
    bank.pay(payment.authority)
    settle(payment, now)
    other = ordering.place_order(
        organization=organization, package=essential, nonce="order-nonce-00002", actor=alice, now=now
    )
    second = ordering.start_payment(order=other, actor=alice, now=now)
    bank.pay(second.authority)
    bank.payments[second.authority]["ref_id"] = bank.payments[payment.authority]["ref_id"]

    settled = settle(second, now)

    assert (settled.state, settled.note) == (PaymentState.NEEDS_HUMAN, PaymentNote.REFERENCE_REUSED)
    assert coins_of(organization, now) == 300


@pytest.fixture
def second_payment(order, payment, bank, alice, now):
    """Alice paid twice: the first payment looked lost while she paid again."""
    bank.lies["inquiry"] = Reply(b"?", status=500)
    second = ordering.start_payment(order=order, actor=alice, now=now + timedelta(minutes=1))
    bank.lies.clear()
    bank.pay(payment.authority)
    bank.pay(second.authority)
    return second


def test_b33_a_second_payment_credits_nothing_and_needs_a_human(organization, payment, second_payment, now):
    settle(payment, now)

    settled = settle(second_payment, now)
    settle(second_payment, now)

    assert (settled.state, settled.note) == (PaymentState.NEEDS_HUMAN, PaymentNote.SECOND_PAYMENT)
    assert settled.reference != ""
    assert coins_of(organization, now) == 300
    assert OwnedPackage.objects.count() == 1
    assert kinds() == ["ordering.payment_started", "ordering.order_paid", "ordering.payment_needs_human"]


def test_b33_r21_money_after_expiry_credits_the_frozen_terms(organization, order, payment, bank, essential, now):
    later = now + timedelta(hours=30)
    ordering.expire_orders(now=later)
    essential.coins, essential.price_rial = 5, 5
    essential.save()
    bank.pay(payment.authority)

    settle(payment, later)

    order.refresh_from_db()
    assert (order.state, order.paid_at) == (OrderState.PAID, later)
    assert coins_of(organization, later) == 300


def test_closes_a_payment_whose_customer_was_never_sent(order, bank, now):
    payment = Payment.objects.create(order=order, gateway="demo_bank", amount_rial=order.total_rial, started_at=now)

    assert settle(payment, now).state == PaymentState.FAILED
    assert bank.asked == []


@pytest.mark.django_db(transaction=True)
def test_r16_books_one_credit_for_twenty_at_once_and_twenty_after(organization, payment, bank, now):
    bank.pay(payment.authority)

    states = race(20, lambda _: settle(payment, now).state)
    later = [settle(payment, now).state for _ in range(20)]

    # A crowd may be sent away to wait, but nobody is told anything else than "paid" or "we are asking".
    assert set(states) <= {PaymentState.PAID, PaymentState.STARTED}
    assert set(later) == {PaymentState.PAID}
    assert coins_of(organization, now) == 300
    assert OwnedPackage.objects.count() == 1
    assert kinds() == ["ordering.order_paid"]


@pytest.mark.django_db(transaction=True)
def test_b33_credits_one_of_two_payments_that_arrive_at_once(organization, payment, second_payment, now):
    both = [payment, second_payment]

    states = race(2, lambda n: settle(both[n], now).state)

    assert sorted(states) == [PaymentState.NEEDS_HUMAN, PaymentState.PAID]
    assert coins_of(organization, now) == 300


@pytest.mark.django_db(transaction=True)
def test_r1_books_all_or_nothing_wherever_a_statement_fails(organization, payment, bank, now):
    bank.pay(payment.authority)
    failures = 0

    while True:
        left = failures

        def fail_at_the_nth(execute, sql, params, many, context):
            nonlocal left
            left -= 1
            if left < 0:
                raise OperationalError("The disk is gone.")
            return execute(sql, params, many, context)

        try:
            with connection.execute_wrapper(fail_at_the_nth):
                ordering.settle_payment(payment=payment, now=now)
            break
        except OperationalError:
            failures += 1
            assert coins_of(organization, now) == 0
            assert Payment.objects.get().state == PaymentState.STARTED
            assert kinds() == []

    assert failures > 15
    assert coins_of(organization, now) == 300
    assert kinds() == ["ordering.order_paid"]


def test_b33_credits_the_ordered_coins_although_a_manager_changed_the_package(organization, payment, bank, mina, now):
    package = payment.order.package
    facts = catalog.PackageFacts(
        code=package.code,
        name_fa=package.name_fa,
        name_en=package.name_en,
        coins=1,
        price_rial=10,
        validity_days=1,
        service_level=package.service_level,
    )
    catalog.change_package(package=package, facts=facts, version=1, actor=mina, now=now)
    bank.pay(payment.authority)

    settle(payment, now)

    assert coins_of(organization, now + timedelta(days=300)) == 300
