"""Changes of calendars and service levels."""

from poshtyar.sla.operations.calendars import (
    CalendarFacts,
    CalendarInUse,
    HoursOutOfRange,
    TooManyCalendars,
    change_calendar,
    create_calendar,
    delete_calendar,
)
from poshtyar.sla.operations.installation import install_default_levels
from poshtyar.sla.operations.levels import (
    LevelFacts,
    LevelInUse,
    TargetsOutOfRange,
    TooManyLevels,
    change_service_level,
    create_service_level,
    delete_service_level,
)

__all__ = [
    "CalendarFacts",
    "CalendarInUse",
    "HoursOutOfRange",
    "LevelFacts",
    "LevelInUse",
    "TargetsOutOfRange",
    "TooManyCalendars",
    "TooManyLevels",
    "change_calendar",
    "change_service_level",
    "create_calendar",
    "create_service_level",
    "delete_calendar",
    "delete_service_level",
    "install_default_levels",
]
