"""Documents as PDF, set by Typst from a template of ours and data that stay data (`bar.md` R62).

The typesetter runs in a process of its own: it has no environment, its time and memory end, and the web process does
not wait for a processor. Texts of people reach the template as strings of JSON; nothing in them is markup or a name of
a file. The template can read its own folder, and no font but ours is known.
"""

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.utils.translation import gettext

from poshtyar.common.errors import DomainError

SECONDS = 20
# Documents that are set at once in a process, and those in line, with the ones that are set: each holds a thread, and
# there are eight for everybody's pages (`bar.md` R38).
AT_ONCE, IN_LINE = 1, 3
MOST_OF_AN_ERROR = 500
HERE = Path(__file__).resolve().parent
log = logging.getLogger(__name__)
_places, _line = threading.BoundedSemaphore(AT_ONCE), threading.BoundedSemaphore(IN_LINE)


class DocumentNotMade(DomainError):
    """The document took too long, or the typesetter has failed."""

    code = "document_not_made"


def set_document(template: Path, data: Mapping[str, Any]) -> bytes:
    """Return the PDF that the template makes of the data.

    Raises DocumentNotMade when it takes too long, or when too many others are before it, or for too long.
    """
    if not _line.acquire(blocking=False):
        raise _many_before_it()
    try:
        return _set(template, data)
    finally:
        _line.release()


def _set(template: Path, data: Mapping[str, Any]) -> bytes:
    sent = json.dumps({"template": str(template), "fonts": str(HERE / "fonts"), "data": data})
    if not _places.acquire(timeout=SECONDS):
        raise _many_before_it()
    try:
        command = [sys.executable, "-I", str(HERE / "typesetter.py")]
        made = subprocess.run(command, input=sent.encode(), capture_output=True, env={}, timeout=SECONDS, check=True)  # noqa: S603 (ours)
    except (subprocess.TimeoutExpired, subprocess.CalledProcessError) as failure:
        # Of the template only: an error never says a word of the data.
        why = (failure.stderr or b"")[-MOST_OF_AN_ERROR:].decode(errors="replace")
        log.error("no document from %s: %s", template.name, why or failure)
        raise DocumentNotMade(gettext("The file could not be made now; please try again in a minute.")) from failure
    finally:
        _places.release()
    return made.stdout


def _many_before_it() -> DocumentNotMade:
    return DocumentNotMade(gettext("Many files are being made now; please try again in a minute."))
