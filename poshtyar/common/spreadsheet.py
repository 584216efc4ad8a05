"""Tables for spreadsheets: text that no program takes for a formula, and numbers that stay numbers (`bar.md` R63)."""

import csv
import re
from collections.abc import Iterable
from io import StringIO

from poshtyar.common.numbers import NO_BREAK_SPACE

# A cell that begins with one of these is computed when the file is opened; the wide forms are folded first. Where
# Windows speaks Persian, Excel parts cells at a semicolon, even within a text.
_FORMULA = re.compile("(^|[;\t\r\n])(?= *[=+@\t\r\n\uff1d\uff0b\uff0d\uff20-])")
# Without it, spreadsheets guess another alphabet.
BYTE_ORDER_MARK = "\ufeff"


def to_csv(header: Iterable[str], rows: Iterable[Iterable[str | int]]) -> str:
    """Return the table as CSV: whole numbers as they are, what begins like a formula behind an apostrophe."""
    file = StringIO()
    writer = csv.writer(file)
    writer.writerow([_cell(name) for name in header])
    writer.writerows([_cell(value) for value in row] for row in rows)
    return BYTE_ORDER_MARK + file.getvalue()


def _cell(value: str | int) -> str | int:
    if isinstance(value, int):
        return value
    # Whoever looks for "12 coins" in a table types a plain space.
    return _FORMULA.sub(r"\1'", value.replace(NO_BREAK_SPACE, " "))
