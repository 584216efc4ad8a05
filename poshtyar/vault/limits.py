"""How long a secret may be."""

from django.conf import settings
from django.utils.translation import gettext

from poshtyar.common.numbers import format_number

MAX_SECRET = 2_000


def announced() -> str:
    """Return what becomes of log-in details, which is said before they are typed."""
    return gettext(
        "Only here, never in the text: encrypted, in no draft, shown to one of us for %(minutes)s minutes, "
        "then erased; after %(days)s days in any case."
    ) % {"minutes": format_number(settings.SECRET_SHOWN_MINUTES), "days": format_number(settings.SECRET_DAYS)}


def too_long(length: int) -> str:
    """Return the refusal of log-in details of this many characters, in the reader's language."""
    return gettext(
        "These log-in details have %(length)s characters and the limit is %(limit)s. What you wrote is still here."
    ) % {"length": format_number(length), "limit": format_number(MAX_SECRET)}
