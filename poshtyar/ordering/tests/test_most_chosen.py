"""most_chosen …"""

from datetime import timedelta

import pytest

from poshtyar.catalog.models import Package
from poshtyar.ordering.models import Order
from poshtyar.ordering.queries import most_chosen


@pytest.fixture
def sell(organization, alice, now):
    """Return a function that sells a package so many times, so long ago."""

    def sell(code, times, *, days_ago=1):
        package, moment = Package.objects.get(code=code), now - timedelta(days=days_ago)
        facts = {"organization": organization, "package": package, "placed_by": alice, "coins": 1, "validity_days": 1}
        money = {"price_rial": 10, "vat_percent": 10, "vat_rial": 1, "total_rial": 11}
        dates = {"placed_at": moment, "expires_at": moment, "paid_at": moment}
        Order.objects.bulk_create(
            Order(**facts, **money, **dates, state="paid", nonce=f"{code}-{days_ago}-{n}") for n in range(times)
        )
        return package.pk

    return sell


def test_most_chosen_is_what_most_orders_of_a_year_paid_for(essential, sell, now):
    sell("basic", 9)
    chosen = sell("essential", 10)
    sell("professional", 20, days_ago=366)

    assert most_chosen(now) == chosen


def test_most_chosen_counts_once_an_hour(essential, sell, now):
    hour = now.replace(minute=0)
    assert most_chosen(hour) is None

    chosen = sell("essential", 10)

    assert most_chosen(hour + timedelta(minutes=59)) is None
    assert most_chosen(hour + timedelta(hours=1)) == chosen


@pytest.mark.parametrize(("essential_times", "basic_times"), [(0, 0), (9, 0), (10, 10)])
def test_most_chosen_is_none_of_too_few_or_of_equals(essential, sell, now, essential_times, basic_times):
    sell("essential", essential_times)
    sell("basic", basic_times)

    assert most_chosen(now) is None
