"""Persian text: digits, spelling, names, and the form in which texts are compared."""

import re
import unicodedata

from poshtyar.common.texts import plain_lines

PERSIAN_DIGITS = "۰۱۲۳۴۵۶۷۸۹"
ARABIC_DIGITS = "٠١٢٣٤٥٦٧٨٩"
ZWNJ = "\u200c"

_TO_LATIN = str.maketrans(PERSIAN_DIGITS + ARABIC_DIGITS, "0123456789" * 2)
_TO_PERSIAN = str.maketrans("0123456789" + ARABIC_DIGITS, PERSIAN_DIGITS * 2)
# Arabic keyboards write their own yeh and kaf, which look the same and compare differently.
_SPELLING = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک"})
# Applied to decomposed text: «ۀ» has become U+06D5 and a mark, «أ» an alef and a mark.
_FOLDED = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه", "ـ": None})
# Marks, embeddings, overrides and isolates: they reorder the text around them and have no place in stored text.
_BIDI_CONTROLS = "\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069"
_UNWANTED = re.compile(f"[{_BIDI_CONTROLS}\ufeff\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
# «خانه‌ی» and «خانهٔ» are one word written in two ways.
_EZAFE_YEH = re.compile(rf"(?<=ه){ZWNJ}ی(?!\w)")
_LATIN_LETTER = re.compile(r"[A-Za-z]")
_PERSIAN_LETTER = re.compile(r"[\u0620-\u06d3]")
_ADDRESS = re.compile(r"https?://\S+", re.ASCII | re.IGNORECASE)
RIGHT_TO_LEFT_MARK = "\u200f"
_INTEGER = re.compile(r"[-+]?(\d+|\d{1,3}(?:[,٬،\s]\d{3})+)", re.ASCII)


def to_latin_digits(text: str) -> str:
    """Return the text with Persian and Arabic digits as 0–9."""
    return text.translate(_TO_LATIN)


def to_persian_digits(text: str) -> str:
    """Return the text with Latin and Arabic digits as ۰–۹."""
    return text.translate(_TO_PERSIAN)


def normalise(text: str) -> str:
    """Return the text as it is stored: composed, Persian ی and ک, one kind of line end, no direction controls.

    Half-spaces stay, because Persian spelling needs them.
    """
    text = _UNWANTED.sub("", plain_lines(text))
    return unicodedata.normalize("NFC", text).translate(_SPELLING)


def has_invisible(text: str) -> bool:
    """Whether a text holds a character that nobody sees and that may change what they read; half-spaces are words'."""
    return any(unicodedata.category(letter) == "Cf" and letter != ZWNJ for letter in text)


def direct(line: str) -> str:
    """Return the line to show, with a mark before one that is Persian and only begins with Latin.

    Lines run as their first letter does. «PHP 8.3 لازم داریم.» would run from left to right, its full stop before it.
    """
    return f"{RIGHT_TO_LEFT_MARK}{line}" if _is_persian_after_latin(line) else line


def has_persian(line: str) -> bool:
    """Whether a line has a letter that is written from right to left."""
    return _PERSIAN_LETTER.search(line) is not None


def _is_persian_after_latin(line: str) -> bool:
    persian, latin = _PERSIAN_LETTER.search(line), _LATIN_LETTER.search(line)
    if not persian or not latin or persian.start() < latin.start():
        return False
    prose = _ADDRESS.sub("", line)
    return len(_PERSIAN_LETTER.findall(prose)) > len(_LATIN_LETTER.findall(prose))


def clean_name(text: str) -> str:
    """Return a name that can hide nothing: no controls, nothing of zero width but the half-space, single spaces."""
    visible = "".join(
        " " if unicodedata.category(letter) == "Cc" else letter
        for letter in text
        if letter == ZWNJ or unicodedata.category(letter) != "Cf"
    )
    visible = re.sub(rf"\s*{ZWNJ}*\s+{ZWNJ}*\s*", " ", re.sub(f"{ZWNJ}+", ZWNJ, visible))
    return unicodedata.normalize("NFC", visible).translate(_SPELLING).strip(f" {ZWNJ}")


def fold(text: str) -> str:
    """Return the form in which texts are searched, sorted and compared; folding twice changes nothing.

    Case, digits' script, diacritics, half-spaces, tatweel and the two spellings of a letter do not matter.
    """
    text = unicodedata.normalize("NFKD", text)
    text = "".join(letter for letter in text if not unicodedata.combining(letter)).translate(_FOLDED)
    text = _EZAFE_YEH.sub("", text)
    text = "".join(letter for letter in text if unicodedata.category(letter) != "Cf")
    return " ".join(to_latin_digits(text).casefold().split())


def parse_integer(text: str) -> int:
    """Return the whole number that a person wrote, in digits of any of the three scripts.

    Thousands may be separated, by three digits only: «۱٬۵» is a slip, not fifteen.
    Raises ValueError for anything else, such as "1e3", "1.5" or nothing.
    """
    plain = to_latin_digits(_UNWANTED.sub("", text)).replace("\u2212", "-").strip()
    if not _INTEGER.fullmatch(plain):
        raise ValueError(f"not a whole number: {text!r}")
    return int(re.sub(r"[,٬،\s]", "", plain))
