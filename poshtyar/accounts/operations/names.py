"""Names that only the agency may carry."""

from django.conf import settings
from django.utils.translation import gettext

from poshtyar.common.errors import DomainError
from poshtyar.common.persian import fold

# What staff are called in both languages; «پشتيبان» with an Arabic ی folds to the same word.
STAFF_WORDS = (
    "پشتیبان",
    "پشتیبانی",
    "پشتیبان سایت",
    "سرپرست",
    "سرپرست پشتیبانی",
    "مدیر",
    "مدیر سایت",
    "ادمین",
    "admin",
    "administrator",
    "agent",
    "lead",
    "manager",
    "moderator",
    "staff",
    "support",
)


class NameReserved(DomainError):
    """A customer asks for a name that looks like the agency's."""

    code = "name_reserved"


def refuse_reserved(name: str) -> None:
    """Raise NameReserved for a name that reads as staff, or that holds the agency's name."""
    folded = fold(name)
    agency = [fold(agency_name) for agency_name in settings.AGENCY_NAME.values()]
    if folded in {fold(word) for word in STAFF_WORDS} or any(part in folded for part in agency):
        raise NameReserved(gettext("“%s” reads like one of our own names. Choose another one.") % name)
