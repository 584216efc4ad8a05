"""Numbers in words, and words in a row."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from persiantools import digits

from poshtyar.common.numbers import RIALS_PER_TOMAN, TOMAN, current_language, format_number

COMMA = {"fa": "، ", "en": ", "}
# What becomes of coins that were set aside and not used, by the names of it in facts. `renewed` are expired ones
# that came back because we kept them beyond their date.
FREED = {
    "released": _("%(coins)s released"),
    "expired": _("%(coins)s expired"),
    "renewed": _("%(coins)s given back with a later date"),
    "revoked": _("%(coins)s taken back"),
}


def listed(parts: Iterable[str]) -> str:
    """Return these words in a row, with the comma of the reader's language; those that say nothing are left out."""
    return COMMA[current_language()].join(part for part in parts if part)


def coins_in_words(count: int) -> str:
    """Return a number of coins in the reader's language: «۱۲ سکه», "1 coin"."""
    return ngettext("%(count)s coin", "%(count)s coins", abs(count)) % {"count": format_number(count)}


def freed_in_words(facts: Mapping[str, object]) -> str:
    """Return what became of coins that work did not use, such as "12 coins released, 3 coins expired"; or nothing."""
    counts = {name: count for name in FREED if type(count := facts.get(name)) is int and count}
    return listed(str(FREED[name]) % {"coins": coins_in_words(count)} for name, count in counts.items())


def working_hours_in_words(count: int) -> str:
    """Return within how long work is delivered: «۶ ساعت کاری», "6 working hours"."""
    return ngettext("%(count)s working hour", "%(count)s working hours", count) % {"count": format_number(count)}


def numbers_in_words(values: Mapping[str, object]) -> dict[str, str]:
    """Return each number of a fact as coins, by its name and `_in_words`: a sentence takes those that are coins."""
    return {f"{name}_in_words": coins_in_words(value) for name, value in values.items() if type(value) is int}


def toman_in_words(rial: int) -> str:
    """Return whole tomans in Persian words, to check a large sum by reading it; in English the digits are enough."""
    toman, rest = divmod(rial, RIALS_PER_TOMAN)
    if current_language() != "fa" or rest:
        return ""
    return f"{digits.to_word(toman)} {TOMAN['fa']}"
