"""Buying packages: orders, payments and the VAT rate."""

from poshtyar.ordering.operations.orders import (
    AlreadyOrdered,
    PackageNotOnSale,
    PriceChanged,
    expire_orders,
    place_order,
)
from poshtyar.ordering.operations.payments import (
    OrderNotPayable,
    PaymentBeingStarted,
    book_answer,
    check_order,
    reconcile_payments,
    settle_payment,
    start_payment,
    take_callback,
)
from poshtyar.ordering.operations.resolutions import MoneyHasCome, PaymentNotWaiting, resolve_payment
from poshtyar.ordering.operations.vat import DayHasBegun, set_vat_rate

__all__ = [
    "AlreadyOrdered",
    "DayHasBegun",
    "MoneyHasCome",
    "OrderNotPayable",
    "PackageNotOnSale",
    "PaymentBeingStarted",
    "PaymentNotWaiting",
    "PriceChanged",
    "book_answer",
    "check_order",
    "expire_orders",
    "place_order",
    "reconcile_payments",
    "resolve_payment",
    "set_vat_rate",
    "settle_payment",
    "start_payment",
    "take_callback",
]
