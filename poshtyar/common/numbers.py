"""Numbers as people read them: in the script of their language, with separators, and money in toman."""

from contextvars import ContextVar
from decimal import Decimal

from django.utils.translation import get_language

from poshtyar.common.persian import to_latin_digits, to_persian_digits

RIALS_PER_TOMAN = 10
TOMAN = {"fa": "تومان", "en": "toman"}
BYTES = {"fa": ("بایت", "کیلوبایت", "مگابایت"), "en": ("bytes", "KB", "MB")}
MINUS = "\u2212"
# Between a number and its unit, which are read as one.
NO_BREAK_SPACE = "\u00a0"
LTR_ISOLATE, FIRST_STRONG_ISOLATE, END_OF_ISOLATE = "\u2066", "\u2068", "\u2069"

# What the reader chose: "auto" follows the language. The middleware sets it for the time of a request.
digits_choice: ContextVar[str] = ContextVar("digits_choice", default="auto")


def current_language(language: str | None = None) -> str:
    """Return "fa" or "en": the given language, else the active one, else Persian."""
    return "en" if (language or get_language() or "fa").startswith("en") else "fa"


def localise_digits(text: str, language: str | None = None, digits: str | None = None) -> str:
    """Return the text with its digits in the reader's script."""
    script = digits or digits_choice.get()
    if script == "auto":
        script = "persian" if current_language(language) == "fa" else "latin"
    return to_persian_digits(text) if script == "persian" else to_latin_digits(text)


def format_number(number: int | Decimal, language: str | None = None, digits: str | None = None) -> str:
    """Return the number with separators: «۱٬۲۵۰» or "1,250"."""
    language, text = current_language(language), f"{abs(number):,}"
    if language == "fa":
        text = text.replace(",", "٬").replace(".", "٫")
    text = localise_digits(text, language, digits)
    return isolate(MINUS + text) if number < 0 else text


def format_change(number: int, language: str | None = None, digits: str | None = None) -> str:
    """Return the number with its sign always written: «+۸», «−۱۲», «۰»."""
    text = format_number(number, language, digits)
    return isolate("+" + text) if number > 0 else text


def format_toman(rial: int, language: str | None = None, digits: str | None = None) -> str:
    """Return an amount of rials as toman with its unit: «۱٬۹۶۰٬۰۰۰ تومان»."""
    toman, rest = divmod(abs(rial), RIALS_PER_TOMAN)
    amount = Decimal(abs(rial)) / RIALS_PER_TOMAN if rest else toman
    number = format_number(amount if rial >= 0 else -amount, language, digits)
    return with_unit(number, TOMAN[current_language(language)])


def format_bytes(count: int, language: str | None = None, digits: str | None = None) -> str:
    """Return the size of a file: «۲۱۰ کیلوبایت», "1.4 MB"; a tenth is said only of small numbers of megabytes."""
    words = BYTES[current_language(language)]
    if count < 1024 * 1024:
        amount, unit = (Decimal(count), words[0]) if count < 1024 else (Decimal(count // 1024), words[1])
    else:
        amount, unit = Decimal(count) / (1024 * 1024), words[2]
    shown = round(amount, 1) if amount < 10 else round(amount)
    return with_unit(format_number(shown if shown % 1 else int(shown), language, digits), unit)


def with_unit(number: str | int, unit: str) -> str:
    """Return the number and its unit, which no line parts."""
    return f"{number}{NO_BREAK_SPACE}{unit}"


def isolate(text: str) -> str:
    """Return the text as a left-to-right island, so that a sign stays left of its number inside Persian."""
    return f"{LTR_ISOLATE}{text}{END_OF_ISOLATE}"


def isolate_text(text: str) -> str:
    """Return the text as an island that runs as its own first letter does, whatever stands around it."""
    return f"{FIRST_STRONG_ISOLATE}{text}{END_OF_ISOLATE}"
