"""Plain spaces between numbers and units, so that a test reads "12 coins" as it is written in the test.

People get no-break spaces there (`poshtyar/ui/units.py`); the tests of those say so with `joined_units`.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.utils.translation import trans_real

from poshtyar.common import numbers

JOINED = numbers.NO_BREAK_SPACE


@contextmanager
def plain_spaces() -> Iterator[None]:
    """Write units behind plain spaces, until the end."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(numbers, "NO_BREAK_SPACE", " ")
        for language in ("fa", "en"):
            # Each language has a dictionary of its texts for every rule of plurals.
            for texts in trans_real.translation(language)._catalog._catalogs:
                for key, text in list(texts.items()):
                    if JOINED in text:
                        patch.setitem(texts, key, text.replace(JOINED, " "))
        yield


@contextmanager
def joined_units() -> Iterator[None]:
    """Write units as people get them, until the end."""
    with pytest.MonkeyPatch.context() as patch:
        for language in ("fa", "en"):
            patch.setitem(trans_real._translations, language, trans_real.DjangoTranslation(language))
        patch.setattr(numbers, "NO_BREAK_SPACE", JOINED)
        yield
