"""Numbers in words."""

from persiantools import digits

from poshtyar.common.numbers import current_language


def toman_in_words(rial: int) -> str:
    """Return whole tomans in Persian words, to check a large sum by reading it; in English the digits are enough."""
    if current_language() != "fa" or rial % 10:
        return ""
    return f"{digits.to_word(rial // 10)} تومان"
