"""How large and how many files may be, in words that a form announces and a refusal repeats."""

from django.conf import settings
from django.utils.translation import gettext as _

from poshtyar.common.bodies import MEGABYTE
from poshtyar.common.numbers import format_number, isolate


def announced() -> str:
    """Return what is said before anything is chosen."""
    return _("Up to %(count)s files, %(size)s MB each.") % {
        "count": format_number(settings.UPLOAD_FILES_PER_MESSAGE),
        "size": format_number(settings.UPLOAD_FILE_BYTES // MEGABYTE),
    }


def too_large(name: str, size: str) -> str:
    """Return the refusal of a file of this many megabytes; its name keeps its own direction."""
    words = _("“%(name)s” is %(size)s MB and the limit of a file is %(limit)s MB. Send it compressed or in parts.")
    return words % {"name": isolate(name), "size": size, "limit": format_number(settings.UPLOAD_FILE_BYTES // MEGABYTE)}


def too_many(count: int) -> str:
    """Return the refusal of so many files at once."""
    words = _("You chose %(count)s files; one message carries up to %(limit)s. Send the rest with a second message.")
    return words % {"count": format_number(count), "limit": format_number(settings.UPLOAD_FILES_PER_MESSAGE)}


def gone() -> str:
    """Return what is said of an uploaded file that nothing carried for a day."""
    return _("A file that was uploaded earlier waited for more than a day and is gone. Choose it again.")
