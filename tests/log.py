"""What the site logs, as it writes it."""

import io
import logging
from collections.abc import Iterator
from contextlib import contextmanager

from poshtyar.common.logs import Formatter


@contextmanager
def heard(level: str) -> Iterator[io.StringIO]:
    """Give everything that is logged at a level or above, while it is written."""
    written = io.StringIO()
    handler, root = logging.StreamHandler(written), logging.getLogger()
    handler.setFormatter(Formatter())
    before = root.level
    root.addHandler(handler)
    root.setLevel(level)
    yield written
    root.setLevel(before)
    root.removeHandler(handler)
