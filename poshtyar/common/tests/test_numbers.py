"""numbers …"""

import pytest
from django.utils import translation

from poshtyar.common.numbers import digits_choice, format_bytes, format_change, format_number, format_toman

LRI, PDI = "\u2066", "\u2069"


@pytest.mark.parametrize(
    ("number", "persian", "english"),
    [
        (0, "۰", "0"),
        (12, "۱۲", "12"),
        (1250, "۱٬۲۵۰", "1,250"),
        (1_960_000, "۱٬۹۶۰٬۰۰۰", "1,960,000"),
        (-12, f"{LRI}−۱۲{PDI}", f"{LRI}−12{PDI}"),
    ],
)
def test_format_number_speaks_the_language(number, persian, english):
    assert format_number(number, "fa") == persian
    assert format_number(number, "en") == english


@pytest.mark.parametrize(("number", "persian"), [(8, f"{LRI}+۸{PDI}"), (-12, f"{LRI}−۱۲{PDI}"), (0, "۰")])
def test_format_change_always_signs(number, persian):
    assert format_change(number, "fa") == persian


@pytest.mark.parametrize(
    ("rial", "persian", "english"),
    [
        (19_600_000, "۱٬۹۶۰٬۰۰۰ تومان", "1,960,000 toman"),
        (0, "۰ تومان", "0 toman"),
        (15, "۱٫۵ تومان", "1.5 toman"),
        (-50, f"{LRI}−۵{PDI} تومان", f"{LRI}−5{PDI} toman"),
    ],
)
def test_format_toman_divides_by_ten_and_says_the_unit(rial, persian, english):
    assert format_toman(rial, "fa") == persian
    assert format_toman(rial, "en") == english


def test_the_active_language_is_the_default():
    with translation.override("en"):
        assert format_number(1250) == "1,250"
    with translation.override("fa"):
        assert format_number(1250) == "۱٬۲۵۰"
    with translation.override(None):
        assert format_number(1250) == "۱٬۲۵۰"


@pytest.mark.parametrize(
    ("choice", "language", "said"),
    [("latin", "fa", "1٬250"), ("persian", "en", "۱,۲۵۰"), ("auto", "fa", "۱٬۲۵۰")],
)
def test_the_readers_choice_of_digits_wins(choice, language, said):
    before = digits_choice.set(choice)
    try:
        assert format_number(1250, language) == said
    finally:
        digits_choice.reset(before)


@pytest.mark.parametrize(
    ("count", "english", "persian"),
    [
        (0, "0 bytes", "۰ بایت"),
        (1023, "1,023 bytes", "۱٬۰۲۳ بایت"),
        (1024, "1 KB", "۱ کیلوبایت"),
        (1024 * 1024 - 1, "1,023 KB", "۱٬۰۲۳ کیلوبایت"),
        (1_500_000, "1.4 MB", "۱٫۴ مگابایت"),
        (2 * 1024 * 1024, "2 MB", "۲ مگابایت"),
        (50 * 1024 * 1024, "50 MB", "۵۰ مگابایت"),
    ],
)
def test_format_bytes(count, english, persian):
    assert (format_bytes(count, "en"), format_bytes(count, "fa")) == (english, persian)
