"""What a package says of itself."""

import pytest

from poshtyar.catalog.models import Package


@pytest.mark.parametrize(
    ("price_rial", "coins", "coin_price_rial", "is_exact"),
    [(60_000_000, 300, 200_000, True), (62_000_000, 300, 206_670, False), (5, 1, 10, False), (4, 1, 0, False)],
)
def test_the_price_of_a_coin_is_in_whole_tomans(price_rial, coins, coin_price_rial, is_exact):
    package = Package(price_rial=price_rial, coins=coins)

    assert (package.coin_price_rial, package.is_coin_price_exact) == (coin_price_rial, is_exact)
