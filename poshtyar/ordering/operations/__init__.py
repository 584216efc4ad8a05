"""Buying packages: orders and the VAT rate."""

from poshtyar.ordering.operations.orders import PackageNotOnSale, PriceChanged, expire_orders, place_order
from poshtyar.ordering.operations.vat import DayHasBegun, set_vat_rate

__all__ = ["DayHasBegun", "PackageNotOnSale", "PriceChanged", "expire_orders", "place_order", "set_vat_rate"]
