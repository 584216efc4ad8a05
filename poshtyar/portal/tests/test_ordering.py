"""The pages of buying a package …"""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from poshtyar.events.models import Event
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.models import Order, OrderState, Payment, PaymentNote, PaymentState
from poshtyar.portal.tests.checkout import CHECKOUT, come_back, go_to_the_bank
from poshtyar.wallet import queries as wallet
from tests.loopback_bank import Reply
from tests.pages import line_of

STATEMENTS = 12


def test_paying_goes_to_the_bank_and_back_to_a_receipt_with_the_next_step(buyer, organization, bank):
    to_bank = go_to_the_bank(buyer)
    payment = Payment.objects.get()
    bank.pay(payment.authority)

    receipt = come_back(buyer, payment)

    assert (to_bank.status_code, to_bank.url) == (302, payment.redirect_url)
    assert receipt.redirect_chain == [(reverse("portal:order", args=[payment.order.public_id]), 302)]
    assert "300 coins are in your wallet" in line_of(receipt)
    assert bank.payments[payment.authority]["ref_id"] > 0
    assert str(bank.payments[payment.authority]["ref_id"]) in line_of(receipt)
    assert wallet.balance_of(organization, timezone.now()).available == 300


def test_b3_the_page_of_a_second_order_says_that_the_first_is_paid(buyer, bank, essential, organization, alice):
    go_to_the_bank(buyer)
    first = Payment.objects.get()
    bank.pay(first.authority)
    come_back(buyer, first)
    second = ordering.place_order(
        organization=organization, package=essential, nonce="another-nonce", actor=alice, now=timezone.now()
    )

    unpaid = line_of(buyer.get(reverse("portal:order", args=[second.public_id])))
    paid = line_of(buyer.get(reverse("portal:order", args=[first.order.public_id])))

    assert "You already have this package" in unpaid
    assert reverse("portal:order", args=[first.order.public_id]) in unpaid
    assert "You already have this package" not in paid


def test_a_bank_that_does_not_answer_is_said_and_may_be_tried_again(buyer, bank):
    bank.lies["request"] = Reply(b"", status=502)

    answer = go_to_the_bank(buyer)
    bank.lies.clear()
    again = buyer.post(reverse("portal:pay_order", args=[Order.objects.get().public_id]))

    assert answer.status_code == 409
    assert "The bank is not answering now" in line_of(answer)
    assert again.url == Payment.objects.get(state=PaymentState.STARTED).redirect_url


def test_r19_the_receipt_says_checking_while_the_bank_is_unclear(buyer, bank):
    go_to_the_bank(buyer)
    payment = Payment.objects.get()
    bank.pay(payment.authority)
    bank.lies["verify"] = Reply(b"<html>")

    text = line_of(come_back(buyer, payment))

    assert "We are asking the bank" in text
    assert 'hx-trigger="every 3s"' in text
    assert '<noscript><meta http-equiv="refresh" content="3"></noscript>' in text


def test_orders_says_what_the_payments_make_of_each_order_and_asks_the_bank_when_told_to(buyer, bank, organization):
    go_to_the_bank(buyer)
    payment = Payment.objects.get()
    check = reverse("portal:check_order", args=[payment.order.public_id])
    on_its_way = line_of(buyer.get(reverse("portal:orders")))
    bank.pay(payment.authority)

    answer = buyer.post(check, follow=True)
    paid = line_of(buyer.get(reverse("portal:orders")))

    assert "Asking the bank" in on_its_way
    assert check in on_its_way
    assert "Waiting for payment" not in on_its_way
    assert answer.redirect_chain == [(reverse("portal:order", args=[payment.order.public_id]), 302)]
    assert "300 coins are in your wallet" in line_of(answer)
    assert wallet.balance_of(organization, timezone.now()).available == 300
    assert check not in paid


def test_check_order_asks_the_bank_six_times_in_ten_minutes(buyer):
    go_to_the_bank(buyer)
    check = reverse("portal:check_order", args=[Order.objects.get().public_id])

    answers = [buyer.post(check) for _ in range(7)]

    assert [answer.status_code for answer in answers] == [302] * 6 + [409]
    assert "That was too often" in line_of(answers[6])


def test_the_receipt_s_fragment_stops_asking_once_it_is_decided(buyer, bank):
    go_to_the_bank(buyer)
    payment = Payment.objects.get()
    address = reverse("portal:order", args=[payment.order.public_id])
    while_checking = line_of(buyer.get(address, headers={"HX-Request": "true"}))
    bank.pay(payment.authority)
    ordering.settle_payment(payment=payment, now=timezone.now())

    decided = line_of(buyer.get(address, headers={"HX-Request": "true"}))

    assert while_checking.startswith('<section id="receipt"')
    assert "every 3s" in while_checking
    assert "every 3s" not in decided


def test_the_receipt_of_a_declined_payment_says_what_is_safe_and_offers_another_try(buyer, bank):
    go_to_the_bank(buyer)
    payment = Payment.objects.get()
    bank.decline(payment.authority)

    text = line_of(come_back(buyer, payment, Status="NOK"))

    assert "no coins added" in text
    assert "72 hours" in text
    assert "Try again" in text


def test_r18_status_ok_without_paying_adds_nothing(buyer, organization):
    go_to_the_bank(buyer)

    come_back(buyer, Payment.objects.get(), Status="OK", Amount="1", amount="66000000")

    assert Order.objects.get().state == OrderState.PENDING
    assert wallet.balance_of(organization, timezone.now()).available == 0


def test_a_cancelled_status_does_not_hide_money_that_came(buyer, bank):
    go_to_the_bank(buyer)
    payment = Payment.objects.get()
    bank.pay(payment.authority)

    assert "300 coins are in your wallet" in line_of(come_back(buyer, payment, Status="NOK"))


def test_b33_impatience_is_sent_to_the_same_page_of_the_bank(buyer, bank):
    address = go_to_the_bank(buyer)["Location"]
    pay = reverse("portal:pay_order", args=[Order.objects.get().public_id])

    assert buyer.post(pay)["Location"] == address

    Payment.objects.update(authority=None, started_at=timezone.now())
    refused = buyer.post(pay)
    assert refused.status_code == 409
    assert "Please press again in a few seconds." in line_of(refused)
    assert Payment.objects.count() == 1


def test_b33_the_receipt_tells_of_a_second_payment(buyer, bank):
    go_to_the_bank(buyer)
    first = Payment.objects.get()
    Payment.objects.update(started_at=timezone.now() - timedelta(minutes=1))
    bank.lies["inquiry"] = Reply(b"?", status=500)
    buyer.post(reverse("portal:pay_order", args=[first.order.public_id]))
    bank.lies.clear()
    second = Payment.objects.get(pk__gt=first.pk)
    bank.pay(first.authority)
    bank.pay(second.authority)

    come_back(buyer, first)
    text = line_of(come_back(buyer, second))

    assert "300 coins are in your wallet" in text
    assert "The second payment added no coins" in text


@pytest.mark.parametrize(
    ("resolution", "said"),
    [("refunded", "we sent the second payment back"), ("credited", "counted the second payment")],
)
def test_b33_the_receipt_tells_what_became_of_a_second_payment(buyer, bank, leo, resolution, said):
    go_to_the_bank(buyer)
    first = Payment.objects.get()
    bank.pay(first.authority)
    come_back(buyer, first)
    second = Payment.objects.create(
        order=first.order,
        gateway="demo_bank",
        authority="A2",
        amount_rial=first.amount_rial,
        state=PaymentState.NEEDS_HUMAN,
        note=PaymentNote.SECOND_PAYMENT,
        started_at=timezone.now(),
        decided_at=timezone.now(),
    )

    ordering.resolve_payment(
        payment=second, resolution=resolution, reason="By card, 5566.", actor=leo, now=timezone.now()
    )
    text = line_of(buyer.get(reverse("portal:order", args=[first.order.public_id])))

    assert "300 coins are in your wallet" in text
    assert said in text
    assert "By card, 5566." in text
    assert "a colleague sends it back" not in text


@pytest.mark.parametrize(("resolution", "title"), [("refunded", "We sent your money back"), ("credited", "elsewhere")])
def test_the_receipt_of_a_resolved_payment_says_so_and_may_be_paid_again(buyer, bank, leo, resolution, title):
    go_to_the_bank(buyer)
    Payment.objects.update(
        state=PaymentState.NEEDS_HUMAN, note=PaymentNote.UNDECIDED, decided_at=timezone.now(), next_check_at=None
    )
    payment = Payment.objects.get()

    ordering.resolve_payment(payment=payment, resolution=resolution, reason="Ref 5566.", actor=leo, now=timezone.now())
    text = line_of(buyer.get(reverse("portal:order", args=[payment.order.public_id])))

    assert title in text
    assert "Ref 5566." in text
    assert reverse("portal:pay_order", args=[payment.order.public_id]) in text


def test_the_receipt_of_an_order_that_outlived_its_time_awaits_no_payment(buyer, essential, organization, alice):
    order = ordering.place_order(
        organization=organization,
        package=essential,
        nonce="an-old-nonce",
        actor=alice,
        now=timezone.now() - timedelta(hours=25),
    )

    text = line_of(buyer.get(reverse("portal:order", args=[order.public_id])))

    assert "This order was not paid in time" in text
    assert "Order again" in text
    assert "aiting for" not in text


def test_the_receipt_of_an_unclear_payment_is_with_a_colleague(buyer, bank):
    go_to_the_bank(buyer)
    Payment.objects.update(
        state=PaymentState.NEEDS_HUMAN, note=PaymentNote.UNDECIDED, decided_at=timezone.now(), next_check_at=None
    )

    text = line_of(buyer.get(reverse("portal:order", args=[Order.objects.get().public_id])))

    assert "A colleague is looking into this payment" in text
    assert reverse("portal:pay_order", args=[Order.objects.get().public_id]) not in text


def test_paying_beside_an_unclear_payment_is_refused_in_words(buyer, bank):
    go_to_the_bank(buyer)
    Payment.objects.update(
        state=PaymentState.NEEDS_HUMAN, note=PaymentNote.UNDECIDED, decided_at=timezone.now(), next_check_at=None
    )

    answer = buyer.post(reverse("portal:pay_order", args=[Order.objects.get().public_id]))

    assert answer.status_code == 409
    assert "A colleague is looking into an earlier payment of this order" in line_of(answer)
    assert Payment.objects.count() == 1


def test_r17_the_callback_finds_its_payment_by_the_authority_alone(buyer, bank):
    go_to_the_bank(buyer)
    payment = Payment.objects.get()
    bank.pay(payment.authority)

    come_back(buyer, payment, order="another-order-id")

    assert Order.objects.get().state == OrderState.PAID
    assert Event.objects.filter(kind="ordering.callback_mismatched").count() == 1


@pytest.mark.parametrize("authority", ["", "A" + "0" * 35, "\x00", "A" * 101, "../", "۱۲"])
def test_a_callback_that_nobody_waits_for_is_missing(buyer, authority):
    address = reverse("portal:payment_return", args=["demo_bank"])

    assert buyer.get(address, {"Authority": authority, "Status": "OK"}).status_code == 404


def test_r75_the_callback_leads_nowhere_else(buyer, bank):
    go_to_the_bank(buyer)
    payment = Payment.objects.get()

    answer = come_back(buyer, payment, next="https://evil.example/", return_to="//evil.example")

    assert answer.redirect_chain == [(reverse("portal:order", args=[payment.order.public_id]), 302)]


def test_the_callback_works_in_a_browser_that_is_not_signed_in(buyer, client, bank):
    go_to_the_bank(buyer)
    payment = Payment.objects.get()
    bank.pay(payment.authority)
    client.logout()

    come_back(client, payment)

    assert Order.objects.get().state == OrderState.PAID


def test_r67_another_organization_s_order_is_missing(buyer, charlie):
    go_to_the_bank(buyer)
    order = Order.objects.get()
    buyer.force_login(charlie)

    assert buyer.get(reverse("portal:order", args=[order.public_id])).status_code == 404
    assert buyer.post(reverse("portal:pay_order", args=[order.public_id])).status_code == 404
    assert order.public_id not in line_of(buyer.get(reverse("portal:orders")))


def test_paying_takes_post_only(buyer):
    go_to_the_bank(buyer)

    assert buyer.get(reverse("portal:pay_order", args=[Order.objects.get().public_id])).status_code == 405


def test_the_list_of_orders_takes_as_many_statements_for_three_as_for_one(buyer, organization, essential, alice):
    def place(n):
        ordering.place_order(
            organization=organization,
            package=essential,
            nonce=f"a-nonce-of-a-form-{n}",
            actor=alice,
            now=timezone.now(),
        )

    def statements():
        with CaptureQueriesContext(connection) as queries:
            rows = line_of(buyer.get(reverse("portal:orders"))).count("Waiting for payment")
        return rows, len(queries)

    place(1)
    one = statements()
    place(2)
    place(3)
    three = statements()

    assert (one[0], three[0]) == (1, 3)
    assert one[1] == three[1] <= STATEMENTS


def test_the_checkout_and_the_receipt_take_few_statements(buyer, django_assert_max_num_queries):
    with django_assert_max_num_queries(STATEMENTS):
        buyer.get(CHECKOUT)
    go_to_the_bank(buyer)
    with django_assert_max_num_queries(STATEMENTS):
        buyer.get(reverse("portal:order", args=[Order.objects.get().public_id]))
