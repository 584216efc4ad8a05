"""Fields that exist once per language."""

from poshtyar.common.numbers import current_language


def localised(obj: object, field: str, language: str | None = None) -> str:
    """Return `obj.<field>_fa` or `obj.<field>_en` for the reader; the other one when his is empty."""
    mine = current_language(language)
    other = "fa" if mine == "en" else "en"
    return getattr(obj, f"{field}_{mine}") or getattr(obj, f"{field}_{other}")
