"""What every template knows."""

from django.conf import settings
from django.utils.translation import get_language_bidi

from poshtyar.common.numbers import current_language
from poshtyar.ui.middleware import THEMES


def interface(request) -> dict:
    """Return the values that the page frame needs; no query is made for them."""
    language = current_language()
    return {
        "language": language,
        "direction": "rtl" if get_language_bidi() else "ltr",
        "theme": getattr(request, "theme", THEMES[0]),
        "agency_name": settings.AGENCY_NAME[language],
        "agency_phone": settings.AGENCY_PHONE,
    }
