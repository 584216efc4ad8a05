"""vat_of …"""

import pytest

from poshtyar.ordering.pricing import vat_of


@pytest.mark.parametrize(
    ("price_rial", "percent", "vat_rial"),
    [
        (60_000_000, 10, 6_000_000),
        (99_000_000, 12, 11_880_000),
        (0, 10, 0),
        (1, 10, 0),
        (4, 10, 0),
        (5, 10, 1),
        (14, 10, 1),
        (15, 10, 2),
        (999_999_999, 9, 90_000_000),
        (33, 0, 0),
        (33, 100, 33),
        (2**62, 10, 461_168_601_842_738_790),
    ],
)
def test_rounds_half_a_rial_up_and_never_uses_fractions(price_rial, percent, vat_rial):
    assert vat_of(price_rial, percent) == vat_rial
    assert type(vat_of(price_rial, percent)) is int
