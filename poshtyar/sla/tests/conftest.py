"""What tests of calendars share."""

import pytest

from poshtyar.sla.calendars import Interval

OFFICE_DAYS = range(5)


@pytest.fixture
def office_hours():
    """Saturday to Wednesday, 9:00 to 17:00."""
    return tuple(Interval(day, 9 * 60, 17 * 60) for day in OFFICE_DAYS)
