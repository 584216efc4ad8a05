"""check_order …"""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from poshtyar.common.errors import NotAllowed
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.models import OrderState, PaymentState
from poshtyar.ordering.queries import ReceiptState, standings_of
from poshtyar.wallet import queries as wallet


def test_books_money_that_has_come_once(order, payment, organization, bank, bob, now):
    bank.pay(payment.authority)

    orders = [ordering.check_order(order=order, actor=bob, now=now) for _ in range(2)]

    assert [order.state for order in orders] == [OrderState.PAID] * 2
    assert wallet.balance_of(organization, now).available == 300


def test_leaves_an_order_whose_customer_is_still_at_the_bank(order, payment, bank, bob, now):
    ordering.check_order(order=order, actor=bob, now=now)

    payment.refresh_from_db()
    assert payment.state == PaymentState.STARTED


def test_asks_nobody_about_a_decided_payment(order, payment, bank, bob, now):
    bank.decline(payment.authority)
    ordering.check_order(order=order, actor=bob, now=now)
    bank.pay(payment.authority)

    assert ordering.check_order(order=order, actor=bob, now=now).state == OrderState.PENDING


@pytest.mark.parametrize("outsider", ["charlie", "agnes"])
def test_b32_is_refused_to_everybody_else(order, payment, bank, outsider, request, now):
    bank.pay(payment.authority)

    with pytest.raises(NotAllowed):
        ordering.check_order(order=order, actor=request.getfixturevalue(outsider), now=now)

    order.refresh_from_db()
    assert order.state == OrderState.PENDING


def test_standings_of_says_so_in_one_query_for_one_order_and_for_three(
    order, payment, organization, essential, alice, now
):
    others = [
        ordering.place_order(organization=organization, package=essential, nonce=f"nonce-{n}", actor=alice, now=now)
        for n in range(2)
    ]

    with CaptureQueriesContext(connection) as queries:
        rows = standings_of([order, *others], now)

    assert [row.state for row in rows] == [ReceiptState.CHECKING, ReceiptState.UNPAID, ReceiptState.UNPAID]
    assert len(queries) == 1
