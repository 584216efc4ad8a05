"""Numbers and their units stay on one line: «۱۰ درصد» is never torn into «۱۰» and «درصد».

The texts are written with plain spaces; the rule is applied when they are compiled (`translations.py`). It joins a
number to the unit right behind it and to nothing else, so that the longest run is a word or two: any column holds it.
"""

import re

from poshtyar.common.numbers import NO_BREAK_SPACE

# The words that numbers of our texts stand before. A Persian one may carry an ending («سکه‌ست», «۷ روزه», «درصده»).
UNITS = {
    "fa": (
        "سکه|تومان|درصد|ثانیه|دقیقه|ساعت|روز|هفته|ماه|سال|کیلوبایت|مگابایت|نویسه|رقم|بار"
        "|فایل|پیام|پیش‌نویس|ردیف|سطر|خدمت|پرسش|گروه|نمونه|تقویم|سطح"
    ),
    "en": (
        "toman|percent|KB|MB|try|tries|working hours?"
        "|(?:coin|second|minute|hour|day|week|month|year|character|digit|file|message|draft|line|row|service|question"
        "|group|example|package|calendar)s?"
    ),
}
ENDINGS = {"fa": "(?:ه|ی|ٔ|‌ست|‌ای|‌ش)?", "en": ""}
# What is no number although a unit may follow it: «سارا سطح رو عوض کرد».
NAMES = "actor|person|organization|package|ticket"
_TORN = {
    language: re.compile(rf"(%\((?!(?:{NAMES})\))\w+\)[sd]|\d) ((?:{units}){ENDINGS[language]})(?![\w\u200c])")
    for language, units in UNITS.items()
}


def join_units(text: str, language: str) -> str:
    """Return the text of this language with each number joined to its unit."""
    return _TORN[language].sub(lambda torn: torn[0].replace(" ", NO_BREAK_SPACE), text)
