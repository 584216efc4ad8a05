"""How much a request may send, and why one is not heard out (`bar.md` R56)."""

from enum import Enum

from django.conf import settings

MEGABYTE = 1024 * 1024
# Ten times what a form holds that asks nobody to log in.
STRANGERS_FORM = 256 * 1024
# The key of an ASGI scope under which the reason stands when the body was not read to its end.
REFUSED = "poshtyar.refused"


class BodyRefusal(Enum):
    """Why a request is not heard out."""

    TOO_LARGE = "too_large"
    STRANGER = "stranger"  # Files or long texts, from somebody who is not logged in.
    NO_ROOM = "no_room"
    ENCODED = "encoded"


def largest_of_a_stranger() -> int:
    """Return how many bytes a form of somebody may have who is not logged in."""
    return min(STRANGERS_FORM, largest_form())


def largest_form() -> int:
    """Return how many bytes a form without files may have."""
    return settings.DATA_UPLOAD_MAX_MEMORY_SIZE


def largest_upload() -> int:
    """Return how many bytes a form with all the files that one message carries may have."""
    return settings.UPLOAD_FILES_PER_MESSAGE * settings.UPLOAD_FILE_BYTES + largest_form()
