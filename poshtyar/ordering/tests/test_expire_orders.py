"""expire_orders …"""

from datetime import timedelta

from poshtyar.events.models import Event
from poshtyar.ordering import operations as ordering
from poshtyar.ordering.models import Order, OrderState

DAY = timedelta(hours=24)


def test_b33_ends_an_unpaid_order_after_24_hours(order, now):
    ordering.expire_orders(now=now + DAY - timedelta(seconds=1))
    before = Order.objects.get().state
    ordering.expire_orders(now=now + DAY)
    ordering.expire_orders(now=now + DAY)

    assert (before, Order.objects.get().state) == (OrderState.PENDING, OrderState.EXPIRED)
    assert Event.objects.filter(kind="ordering.order_expired").count() == 1


def test_leaves_a_paid_order_alone(order, payment, bank, now):
    bank.pay(payment.authority)
    ordering.settle_payment(payment=payment, now=now)

    ordering.expire_orders(now=now + 2 * DAY)

    assert Order.objects.get().state == OrderState.PAID
