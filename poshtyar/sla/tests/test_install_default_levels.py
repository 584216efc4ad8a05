"""install_default_levels …"""

import pytest

from poshtyar.sla.models import Calendar, ServiceLevel
from poshtyar.sla.operations import install_default_levels

pytestmark = pytest.mark.django_db


def test_makes_a_level_for_each_package_with_its_calendar():
    levels = install_default_levels()

    assert {code: level.calendar.code for code, level in levels.items()} == {
        "essential": "five-days",
        "basic": "seven-days",
        "professional": "seven-days",
    }
    assert Calendar.objects.get(code="five-days").intervals.count() == 5


def test_leaves_what_exists_as_it_is():
    install_default_levels()
    ServiceLevel.objects.filter(code="basic").update(general_minutes=300)
    Calendar.objects.get(code="five-days").intervals.all().delete()

    levels = install_default_levels()

    assert levels["basic"].general_minutes == 300
    assert (Calendar.objects.count(), ServiceLevel.objects.count()) == (2, 3)
    assert not Calendar.objects.get(code="five-days").intervals.exists()
