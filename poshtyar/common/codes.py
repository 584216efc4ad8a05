"""Codes of rows that managers name in words only."""

from django.db.models import QuerySet
from django.utils.text import slugify

LONGEST_CODE = 40


def free_code(rows: QuerySet, name: str, otherwise: str) -> str:
    """Return a code that no row has: the name in small Latin letters, numbered where it must be."""
    stem = slugify(name)[:LONGEST_CODE].strip("-") or otherwise
    taken = set(rows.filter(code__startswith=stem).values_list("code", flat=True))
    code, number = stem, 2
    while code in taken:
        code, number = f"{stem}-{number}", number + 1
    return code
