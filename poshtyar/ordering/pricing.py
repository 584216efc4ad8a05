"""The arithmetic of an order, in whole rials."""

# What is charged until a manager enters a rate.
DEFAULT_VAT_PERCENT = 10


def vat_of(price_rial: int, percent: int) -> int:
    """Return the VAT of one line, rounded half up to the rial."""
    return (price_rial * percent + 50) // 100
