"""services_within …"""

import pytest

from poshtyar.catalog.fitting import Priced, services_within
from poshtyar.catalog.models import Right, Service
from poshtyar.catalog.queries import affordable_services

MENU = [
    Priced("ده", "Ten", 10, 1, False),
    Priced("سی", "Thirty", 30, 1, False),
    Priced("سی شناخته", "Thirty known", 30, 1, True),
    Priced("چهل", "Forty", 40, 2, False),
    Priced("پنجاه", "Fifty", 50, 3, False),
    Priced("شصت", "Sixty", 60, 3, False),
]


@pytest.mark.parametrize(
    ("coins", "names"),
    [
        (1000, ["Sixty", "Forty", "Thirty known"]),
        (60, ["Sixty", "Forty", "Thirty known"]),
        (59, ["Fifty", "Forty", "Thirty known"]),
        (40, ["Forty", "Thirty known", "Thirty"]),
        (30, ["Thirty known", "Thirty", "Ten"]),
        (10, ["Ten"]),
        (9, []),
        (0, []),
    ],
)
def test_takes_the_dearest_that_fit_of_different_groups(coins, names):
    assert [service.name_en for service in services_within(coins, MENU)] == names


def test_never_takes_more_than_asked_for_nor_one_twice():
    chosen = services_within(100, MENU * 2, most=4)

    assert len(chosen) == 4
    assert len(set(chosen)) == 4


@pytest.mark.django_db
def test_knows_listed_services_with_a_certain_price_that_everybody_may_have(catalog):
    kept, beginning, entitled = Service.objects.order_by("id")[:3]
    Service.objects.update(is_listed=False, coins=50, is_starting_price=False, required_right="")
    Service.objects.filter(pk__in=[kept.pk, beginning.pk, entitled.pk]).update(is_listed=True)
    Service.objects.filter(pk=beginning.pk).update(is_starting_price=True)
    Service.objects.filter(pk=entitled.pk).update(required_right=Right.GRAPHICAL)

    assert [service.name_en for service in affordable_services(50)] == [kept.name_en]
    assert affordable_services(49) == []
