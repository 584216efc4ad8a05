"""Changes of calendars and service levels."""

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
    "LevelFacts",
    "LevelInUse",
    "TargetsOutOfRange",
    "TooManyLevels",
    "change_service_level",
    "create_service_level",
    "delete_service_level",
    "install_default_levels",
]
