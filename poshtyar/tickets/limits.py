"""How long titles and messages may be."""

from django.utils.translation import gettext

from poshtyar.common.numbers import format_number

MAX_SUBJECT = 160
MAX_BODY = 100_000
# A draft may be longer than what can be sent, so that there is something to shorten.
MAX_DRAFT = 200_000


def too_long(length: int, limit: int) -> str:
    """Return the refusal of a text of this many characters, in the reader's language."""
    return gettext(
        "This text has %(length)s characters and the limit is %(limit)s. "
        "Shorten it, or attach it as a file. What you wrote is still here."
    ) % {"length": format_number(length), "limit": format_number(limit)}
